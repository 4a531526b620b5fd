// Take away what is seen: a picture, a table, the address. Nothing leaves the reader's machine.

function offer(name, blob) {
  const url = URL.createObjectURL(blob), link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 4000);
}
const fileName = (ending) => `khabar-${state.from === null ? iso(span && span.lo) : iso(state.from)}-${state.to === null ? iso(span && span.hi) : iso(state.to)}.${ending}`;

// The graph as it stands, with its title, time and counts below.
function picture() {
  const from = network.canvas.frame.canvas, ratio = from.width / from.clientWidth, foot = 58 * ratio;
  const canvas = el("canvas", {});
  canvas.width = from.width; canvas.height = from.height + foot;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = P.paper;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(from, 0, 0);
  ctx.scale(ratio, ratio);
  ctx.direction = rtl() ? "rtl" : "ltr";
  ctx.textAlign = "start";
  ctx.fillStyle = P.ink;
  const x = rtl() ? canvas.width / ratio - 16 : 16, y = from.height / ratio;
  ctx.font = `600 16px ${P.font}`;
  ctx.fillText(FSI + byId("title").textContent + PDI, x, y + 20);
  ctx.font = `13px ${P.font}`;
  ctx.fillStyle = P.quiet;
  ctx.fillText(FSI + [span ? byId("window").textContent : "", counted("events", visible.length)].filter(Boolean).join(" · ") + PDI, x, y + 42);
  return canvas;
}
const savePicture = () => picture().toBlob((blob) => offer(fileName("png"), blob), "image/png");

// Visible events as a spreadsheet: the columns of events.csv that the page knows. Spreadsheets read Arabic only after
// a byte order mark, and take a cell that begins like a formula for one, so that gets an apostrophe.
function csv() {
  const cell = (value) => {
    let text = String(value ?? "").replace(/\0/g, "");
    if (/^ *[=+\-@\t\r\n＝＋－＠]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const names = (ids) => ids.map(actorName).join(" | ");
  const head = ["event", "type", "label", "source_names", "target_names", "place_names", "begin_earliest", "begin_latest", "end_earliest", "end_latest", "basis", "statuses", "outlets", "claims", "told_by", "sentences", "decided"];
  const rows = visible.map((n) => {
    const e = D.events[n], when = e.when || [];
    const told = [...new Set(e.claims.map((c) => (c.article === undefined ? "" : D.articles[c.article].outlet || "")).filter(Boolean))];
    const said = [...new Set(e.claims.flatMap((c) => c.says.filter((x) => x[0] !== null).map((x) => D.sentences[x[0]][1])))];
    return [e.id, e.type, e.label, names(e.roles[0]), names(e.roles[1]), names(e.roles[2]), ...[0, 1, 2, 3].map((i) => iso(when[i])), when[5], statusesOf(e).join(" | "), e.outlets, e.claims.length, told.join(" | "), said.join(" | "), (e.decided || []).map((d) => `${el("p", {}, verdict(D.decisions[d])).textContent} (${D.decisions[d].by}, ${D.decisions[d].id})`).join(" | ")];
  });
  return "\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
const saveTable = () => offer(fileName("csv"), new Blob([csv()], { type: "text/csv;charset=utf-8" }));

async function copyLink() {
  writeAddress();
  const link = location.href.split("#")[0] + (written ? `#${written}` : "");
  try { await navigator.clipboard.writeText(link); } catch {
    const field = el("textarea", { value: link });
    field.value = link;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  tell(say("copied"));
}
function tell(text) {
  const box = byId("said");
  box.textContent = text;
  box.classList.add("seen");
  setTimeout(() => box.classList.remove("seen"), 1800);
}
