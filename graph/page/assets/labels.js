// Names on the canvas, always of readable size: the strongest first, and none over another.

let labelBoxes = []; // [left, top, right, bottom, node] on the screen
const NAME = 13;

function lined(text, font, room) {
  if (textWidth(text, font) <= room) return [text];
  const words = text.split(" "), out = [""];
  for (const word of words) {
    const longer = out[out.length - 1] ? `${out[out.length - 1]} ${word}` : word;
    if (textWidth(longer, font) <= room || !out[out.length - 1]) out[out.length - 1] = longer;
    else out.push(word);
  }
  if (out.length > 2) { out.length = 2; out[1] += "…"; }
  return out.map((l) => (l.length > 34 ? l.slice(0, 33) + "…" : l));
}
const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const LETTER = /\p{L}/u;
function directionOf(text) { const found = text.match(LETTER); return found && RTL_LETTER.test(found[0]) ? "rtl" : "ltr"; }

// Where a node is on the screen just now, also while it is dragged.
const onScreen = (i) => { const [x, y] = spots.get(i), node = network.body.nodes[N.nodes[i].id] || { x, y }; return network.canvasToDOM({ x: node.x, y: node.y }); };

function drawLabels(ctx) {
  if (changing) return;
  const canvas = network.canvas.frame.canvas, ratio = canvas.width / canvas.clientWidth, scale = network.getScale();
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  const taken = new Grid(), nodes = new Grid(), width = canvas.clientWidth, height = canvas.clientHeight;
  const focus = lit;
  labelBoxes = [];
  const shown = [];
  for (const i of ordered) {
    const p = onScreen(i), r = (N.nodes[i].group === "event" ? 5 : nodeSize(strength[i])) * grown * scale;
    if (p.x < -80 || p.y < -60 || p.x > width + 80 || p.y > height + 60) continue;
    shown.push([i, p, r]);
    if (!focus || focus.nodes.has(i)) nodes.add(p.x - r * 0.8, p.y - r * 0.8, p.x + r * 0.8, p.y + r * 0.8, i);
  }
  if (focus) shown.sort((a, b) => focus.nodes.has(b[0]) - focus.nodes.has(a[0]));
  let rankOf = 0;
  for (const [i, p, r] of shown) {
    const node = N.nodes[i], faint = focus && !focus.nodes.has(i);
    if (node.group === "event" && scale < 0.5) continue;
    const place = node.actor === null ? 99 : rankOf++, strong = place < 14, font = `${strong ? "600 " : ""}${strong ? NAME + 1 : NAME}px ${P.font}`;
    const text = node.group === "event" ? typeName(D.events[eventAt.get(node.id)]) : node.label;
    const rows = lined(text, font, 128), line = NAME + 4;
    const wide = Math.max(...rows.map((l) => textWidth(l, font))) + 4, high = rows.length * line, gap = 3;
    const corners = [[p.x - wide / 2, p.y + r + gap], [p.x - wide / 2, p.y - r - gap - high], [p.x + r + gap, p.y - high / 2], [p.x - r - gap - wide, p.y - high / 2], [p.x + r * 0.5, p.y + r * 0.8 + gap], [p.x - r * 0.5 - wide, p.y + r * 0.8 + gap], [p.x + r * 0.5, p.y - r * 0.8 - gap - high], [p.x - r * 0.5 - wide, p.y - r * 0.8 - gap - high]];
    const free = corners.filter(([x, y]) => x > 0 && x + wide < width && !taken.hits(x, y, x + wide, y + high, i));
    const corner = free.find(([x, y]) => !nodes.hits(x, y, x + wide, y + high, i)) || (place < 25 || focus ? free[0] : undefined);
    if (!corner) continue;
    const box = [corner[0], corner[1], corner[0] + wide, corner[1] + high], [x, top] = [corner[0] + wide / 2, corner[1]];
    taken.add(...box, i);
    if (node.actor !== null) labelBoxes.push([...box, i]);
    ctx.font = font;
    ctx.globalAlpha = faint ? 0.25 : node.group === "event" ? 0.75 : 1;
    ctx.direction = directionOf(text);
    rows.forEach((row, k) => write(ctx, FSI + row + PDI, x, top + line * (k + 0.5), P.ink));
  }
  drawCounts(ctx, taken, nodes);
  ctx.restore();
}
function write(ctx, text, x, y, colour) {
  ctx.strokeStyle = P.paper;
  ctx.lineWidth = 3.5;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}
// On a line: how many events, or the one event's type where there is room; ≠ where accounts conflict.
function drawCounts(ctx, taken, nodes) {
  const few = drawnLines.size <= 90;
  ctx.font = `600 11px ${P.font}`;
  for (const k of drawnLines.keys()) {
    const edge = N.edges[k];
    if (edge.faint || edge.look.where) continue;
    const a = onScreen(edge.a), b = onScreen(edge.b);
    const long = Math.hypot(a.x - b.x, a.y - b.y), knot = N.nodes[edge.a].group === "event" || N.nodes[edge.b].group === "event";
    if (long < 46 || knot) continue;
    const one = edge.look.count === 1;
    if (one && !(few && long > 90) && !edge.look.conflict) continue;
    const mark = edge.look.conflict ? "≠" : "";
    const text = one ? (few && long > 90 ? typeName(D.events[edge.found.events[0]]) + (mark && ` ${mark}`) : mark) : `${edge.look.count}${mark && ` ${mark}`}`;
    const x = (a.x + b.x) / 2, y = (a.y + b.y) / 2, w = textWidth(text, ctx.font) + 10;
    const box = [x - w / 2, y - 8, x + w / 2, y + 8];
    if (taken.hits(...box, -1) || nodes.hits(...box, -1)) continue;
    taken.add(...box, -1);
    ctx.direction = directionOf(text);
    ctx.globalAlpha = 1;
    ctx.fillStyle = P.paper;
    ctx.beginPath();
    ctx.roundRect(box[0], box[1], w, 16, 8);
    ctx.fill();
    ctx.strokeStyle = P[edge.look.tone];
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.fillStyle = P.ink;
    ctx.fillText(FSI + text + PDI, x, y + 0.5);
  }
  ctx.globalAlpha = 1;
}
function labelUnder(point) {
  const hit = labelBoxes.find(([l, t, r, b]) => point.x >= l && point.x <= r && point.y >= t && point.y <= b);
  return hit ? hit[4] : null;
}

// Boxes by square of the screen, to ask quickly whether a place is free.
class Grid {
  constructor() { this.cells = new Map(); }
  each(l, t, r, b, deed) {
    for (let x = Math.floor(l / 90); x <= Math.floor(r / 90); x++) for (let y = Math.floor(t / 45); y <= Math.floor(b / 45); y++) if (deed(`${x},${y}`)) return true;
    return false;
  }
  add(l, t, r, b, owner) {
    const box = [l, t, r, b, owner];
    this.each(l, t, r, b, (key) => { if (this.cells.has(key)) this.cells.get(key).push(box); else this.cells.set(key, [box]); return false; });
  }
  hits(l, t, r, b, owner) {
    return this.each(l, t, r, b, (key) => (this.cells.get(key) || []).some((o) => o[4] !== owner && o[0] < r && o[2] > l && o[1] < b && o[3] > t));
  }
}
