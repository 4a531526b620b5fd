// Where the drawn nodes stand: as computed before, drawn together when only some are shown, labels set apart.

const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();
function textWidth(text, font) {
  const key = font + text;
  if (!widths.has(key)) { measure.font = font; widths.set(key, measure.measureText(text).width); }
  return widths.get(key);
}

function place(kept, alive) {
  const known = [...kept].filter((i) => spots.has(i)), fresh = [...kept].filter((i) => !spots.has(i));
  if (!fresh.length) return;
  const all = N.nodes.filter((n) => n.x !== undefined).length;
  if (!known.length && kept.size >= all && fresh.every((i) => N.nodes[i].x !== undefined)) {
    for (const i of fresh) spots.set(i, [N.nodes[i].x, N.nodes[i].y]);
    return;
  }
  if (!known.length) { const made = arrange([...kept], alive); for (const [i, p] of made) spots.set(i, p); return; }
  for (const i of fresh) spots.set(i, beside(i));
  setApart([...kept], new Set(fresh));
}
// A place for a newcomer among the neighbours that stand already.
function beside(i) {
  let [x, y, n] = [0, 0, 0];
  for (const k of touching[i]) {
    const other = N.edges[k].a === i ? N.edges[k].b : N.edges[k].a, p = spots.get(other);
    if (p) { x += p[0]; y += p[1]; n++; }
  }
  const turn = i * 2.399963, far = n ? 110 : 260 + 12 * Math.sqrt(i);
  return [(n ? x / n : 0) + far * Math.cos(turn), (n ? y / n : 0) + far * Math.sin(turn)];
}

// The force layout of graph/page/layout.py for the few that are shown, begun where that left them.
function arrange(ids, alive) {
  const count = ids.length, index = new Map(ids.map((i, k) => [i, k])), ties = [];
  N.edges.forEach((e) => {
    if (!index.has(e.a) || !index.has(e.b)) return;
    const n = onEdge(e, alive).events.length;
    if (n) ties.push([index.get(e.a), index.get(e.b), Math.min(1 + Math.log2(1 + n), 4)]);
  });
  const groups = components(count, ties), where = new Array(count), boxes = ids.map(boxOf);
  const begin = ids.map((i, k) => (N.nodes[i].x !== undefined ? [N.nodes[i].x, N.nodes[i].y] : [40 * Math.sqrt(k) * Math.cos(k * 2.4), 40 * Math.sqrt(k) * Math.sin(k * 2.4)]));
  for (const group of groups) {
    const local = new Map(group.map((k, j) => [k, j])), own = ties.filter((t) => local.has(t[0])).map(([a, b, w]) => [local.get(a), local.get(b), w]);
    const spotsOf = group.length > 1 ? forces(group.map((k) => begin[k]), own) : [[0, 0]];
    apart(spotsOf, group.map((k) => boxes[k]));
    group.forEach((k, j) => { where[k] = spotsOf[j]; });
  }
  pack(groups, where, boxes);
  return new Map(ids.map((i, k) => [i, where[k].map(Math.round)]));
}
function components(count, ties) {
  const root = Array.from({ length: count }, (_, i) => i);
  const find = (i) => { while (root[i] !== i) i = root[i] = root[root[i]]; return i; };
  for (const [a, b] of ties) { const [p, q] = [find(a), find(b)]; if (p !== q) root[Math.max(p, q)] = Math.min(p, q); }
  const found = new Map();
  for (let i = 0; i < count; i++) { const r = find(i); if (!found.has(r)) found.set(r, []); found.get(r).push(i); }
  return [...found.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
}
function forces(spots, ties) {
  const n = spots.length, long = 150, mass = new Float64Array(n).fill(1);
  for (const [a, b] of ties) { mass[a]++; mass[b]++; }
  const x = Float64Array.from(spots, (p) => p[0]), y = Float64Array.from(spots, (p) => p[1]);
  let cx = 0, cy = 0, size = 0;
  for (let i = 0; i < n; i++) { cx += x[i] / n; cy += y[i] / n; }
  for (let i = 0; i < n; i++) size += Math.hypot(x[i] - cx, y[i] - cy) / n;
  const zoom = size ? long * 0.45 * Math.sqrt(n) / size : 1;
  for (let i = 0; i < n; i++) { x[i] = (x[i] - cx) * zoom; y[i] = (y[i] - cy) * zoom + (size ? 0 : i); }
  const rounds = n > 900 ? 0 : n > 400 ? 40 : 130, fx = new Float64Array(n), fy = new Float64Array(n);
  for (let step = 0; step < rounds; step++) {
    for (let i = 0; i < n; i++) { fx[i] = -x[i] * 0.056 * mass[i]; fy[i] = -y[i] * 0.096 * mass[i]; }
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) {
      const dx = x[i] - x[j], dy = y[i] - y[j], f = long * long / 2.2 * mass[i] * mass[j] / (dx * dx + dy * dy + 25);
      fx[i] += dx * f; fy[i] += dy * f; fx[j] -= dx * f; fy[j] -= dy * f;
    }
    for (const [a, b, w] of ties) {
      const dx = (x[b] - x[a]) * w, dy = (y[b] - y[a]) * w;
      fx[a] += dx; fy[a] += dy; fx[b] -= dx; fy[b] -= dy;
    }
    const limit = 0.1 * long * Math.sqrt(n) * (1 - step / rounds) ** 1.5 + 0.5;
    for (let i = 0; i < n; i++) {
      const size = Math.hypot(fx[i], fy[i]) + 1e-9, go = Math.min(size / (mass[i] + 1), limit) / size;
      x[i] += fx[i] * go; y[i] += fy[i] * go;
    }
  }
  if (rounds && n <= 350) return relaxed(x, y, ties, mass, long);
  const lengths = ties.map(([a, b]) => Math.hypot(x[a] - x[b], y[a] - y[b])).sort((p, q) => p - q);
  const scale = lengths.length ? long / Math.max(lengths[lengths.length >> 1], 1) : 1;
  return spots.map((_, i) => [x[i] * scale, y[i] * scale]);
}
// Stress majorization, as there: neighbours of a busy actor around it, with room for their names.
function relaxed(x, y, ties, mass, long) {
  const n = x.length, far = new Float64Array(n * n).fill(Infinity), trust = new Float64Array(n * n);
  for (const [a, b, w] of ties) {
    const events = 2 ** (w - 1) - 1, length = long * (0.7 + 0.2 * Math.sqrt(Math.max(mass[a], mass[b]) - 1)) * (0.85 + 0.6 / Math.sqrt(events));
    far[a * n + b] = far[b * n + a] = length;
  }
  for (let i = 0; i < n; i++) far[i * n + i] = 0;
  for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) {
    const first = far[i * n + k];
    if (first < Infinity) for (let j = 0; j < n; j++) if (first + far[k * n + j] < far[i * n + j]) far[i * n + j] = first + far[k * n + j];
  }
  for (let i = 0; i < n * n; i++) trust[i] = far[i] ? 1 / (far[i] * far[i]) : 0;
  for (let round = 0; round < 60; round++) {
    const nx = new Float64Array(n), ny = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let total = 0;
      for (let j = 0; j < n; j++) {
        const t = trust[i * n + j];
        if (!t) continue;
        const dx = x[i] - x[j], dy = y[i] - y[j], pull = far[i * n + j] / Math.max(Math.hypot(dx, dy), 1);
        nx[i] += t * (x[j] + dx * pull);
        ny[i] += t * (y[j] + dy * pull);
        total += t;
      }
      nx[i] /= total;
      ny[i] /= total;
    }
    x.set(nx);
    y.set(ny);
  }
  return Array.from(x, (v, i) => [v, y[i]]);
}
// Room for a node and its name in two lines.
function boxOf(i) {
  const node = N.nodes[i], size = node.group === "event" ? 5 : nodeSize(strength[i]);
  const wide = node.group === "event" ? 0 : Math.min(textWidth(node.label, "13px sans-serif"), 125);
  const tall = node.group === "event" ? 0 : textWidth(node.label, "13px sans-serif") > 125 ? 34 : 17;
  return [Math.max(2 * size, wide) + 12, 2 * size + tall + 10];
}
// Push overlapping boxes apart; with ``movable`` only those move.
function apart(at, boxes, movable) {
  const n = at.length, widest = Math.max(...boxes.map((b) => b[0]), 0);
  for (let round = 0; round < 120; round++) {
    const order = Array.from({ length: n }, (_, i) => i).sort((p, q) => at[p][0] - at[q][0]);
    let moved = false;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) {
      const a = order[p], b = order[q], dx = at[b][0] - at[a][0];
      if (dx > widest) break;
      const dy = at[b][1] - at[a][1], nx = (boxes[a][0] + boxes[b][0]) / 2 - Math.abs(dx), ny = (boxes[a][1] + boxes[b][1]) / 2 - Math.abs(dy);
      if (nx <= 0.5 || ny <= 0.5) continue;
      const ma = !movable || movable.has(a), mb = !movable || movable.has(b);
      if (!ma && !mb) continue;
      const side = nx < ny * 1.3 ? 0 : 1, need = (side ? ny : nx) + 1, d = side ? dy : dx, way = d === 0 ? (a < b ? 1 : -1) : Math.sign(d);
      at[a][side] -= ma ? way * need / (mb ? 2 : 1) : 0;
      at[b][side] += mb ? way * need / (ma ? 2 : 1) : 0;
      moved = true;
    }
    if (!moved) return;
  }
}
function setApart(ids, fresh) {
  const at = ids.map((i) => spots.get(i)), boxes = ids.map(boxOf);
  apart(at, boxes, new Set(ids.map((i, k) => (fresh.has(i) ? k : -1))));
}
// Components side by side, each as high as it can go on a skyline.
function pack(groups, where, boxes) {
  const gap = 70, frames = groups.map((group) => {
    const f = [Infinity, Infinity, -Infinity, -Infinity];
    for (const k of group) {
      f[0] = Math.min(f[0], where[k][0] - boxes[k][0] / 2); f[1] = Math.min(f[1], where[k][1] - boxes[k][1] / 2);
      f[2] = Math.max(f[2], where[k][0] + boxes[k][0] / 2); f[3] = Math.max(f[3], where[k][1] + boxes[k][1] / 2);
    }
    return f;
  });
  const sizes = frames.map((f) => [f[2] - f[0] + gap, f[3] - f[1] + gap]);
  const area = sizes.reduce((s, [w, h]) => s + w * h, 0), wide = Math.max(...sizes.map((s) => s[0]), Math.sqrt(area * 1.7));
  let line = [[0, wide, 0]];
  for (const g of groups.map((_, i) => i).sort((p, q) => sizes[q][1] - sizes[p][1] || sizes[q][0] - sizes[p][0] || p - q)) {
    const [w, h] = sizes[g];
    let best = null;
    for (let s = 0; s < line.length && line[s][0] + w <= wide + 1e-6; s++) {
      let top = 0;
      for (let t = s; t < line.length && line[t][0] < line[s][0] + w - 1e-6; t++) top = Math.max(top, line[t][2]);
      if (!best || top < best[1] - 1e-6) best = [line[s][0], top];
    }
    best = best || [0, Math.max(...line.map((l) => l[2]))];
    const [left, top] = best, right = left + w, next = [];
    for (const [a, b, y] of line) {
      if (b <= left + 1e-6 || a >= right - 1e-6) next.push([a, b, y]);
      else { if (a < left) next.push([a, left, y]); if (b > right) next.push([right, b, y]); }
    }
    next.push([left, right, top + h]);
    line = next.sort((p, q) => p[0] - q[0]);
    for (const k of groups[g]) where[k] = [where[k][0] + left - frames[g][0], where[k][1] + top - frames[g][1]];
  }
}
