// Check the draft while it is written: marks behind the text, the result beside it.

const form = document.getElementById("draft");
const text = document.getElementById("text");
const backdrop = document.getElementById("backdrop");
const result = document.getElementById("result");
const said = document.getElementById("said");
const length = document.getElementById("length");
const PAUSE_MS = 220;

document.documentElement.classList.add("scripted");

let timer = 0;
let running = null;
let fixed = null;
let checked = null;

function snapshot() {
  const data = new FormData(form);
  data.delete("title");
  return new URLSearchParams(data).toString();
}

// Offsets count code points; JavaScript counts UTF-16 units.
function units(value, marks) {
  const wanted = [...new Set(marks.flatMap(([start, end]) => [start, end]))].sort((a, b) => a - b);
  const found = new Map();
  let point = 0;
  let unit = 0;
  for (const place of wanted) {
    while (point < place && unit < value.length) {
      unit += value.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    found.set(place, unit);
  }
  return marks.map(([start, end, kind]) => [found.get(start), found.get(end), kind]);
}

const RANK = { finding: 0, label: 1, signal: 2 };

// Text goes in by textContent alone, so that no markup in it can do anything.
function draw(marks) {
  const value = text.value;
  const spans = units(value, marks).filter(([start, end]) => start < end);
  const edges = [...new Set([0, value.length, ...spans.flatMap(([start, end]) => [start, end])])].sort((a, b) => a - b);
  const nodes = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const [from, to] = [edges[i], edges[i + 1]];
    const kinds = spans.filter(([start, end]) => start <= from && end >= to).map((span) => span[2]);
    const part = value.slice(from, to);
    if (kinds.length) {
      const mark = document.createElement("mark");
      mark.className = kinds.sort((a, b) => RANK[a] - RANK[b])[0];
      mark.textContent = part;
      nodes.push(mark);
    } else {
      nodes.push(document.createTextNode(part));
    }
  }
  nodes.push(document.createTextNode("\u200b"));
  backdrop.replaceChildren(...nodes);
  align();
}

function align() {
  backdrop.scrollTop = text.scrollTop;
}

function count() {
  const points = text.value.length < 20000 ? [...text.value].length : text.value.length;
  length.textContent = points ? points.toLocaleString(document.documentElement.lang) : "";
}

function say(message) {
  const note = document.createElement("p");
  note.className = "notice bad";
  note.setAttribute("role", "alert");
  note.textContent = message;
  result.prepend(note);
}

async function check() {
  const body = snapshot();
  if (body === checked) return;
  if (running) running.abort();
  running = new AbortController();
  const mine = running;
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.live, {
      method: "POST",
      body: new URLSearchParams(body),
      signal: mine.signal,
      headers: { "X-Requested-With": "fetch" },
    });
    if (answer.status === 401) {
      window.location.reload();
      return;
    }
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      result.innerHTML = await answer.text(); // our own words about the error
      return;
    }
    const data = await answer.json();
    const open = result.querySelector("details")?.open;
    const title = document.getElementById("f-title")?.value;
    result.innerHTML = data.html; // made by our own templates, which escape the text
    if (open && result.querySelector("details")) result.querySelector("details").open = true;
    if (title && document.getElementById("f-title")) document.getElementById("f-title").value = title;
    said.textContent = data.said;
    fixed = data.fixed;
    checked = body;
    draw(data.marks);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(form.dataset.failed);
  } finally {
    if (running === mine) {
      result.setAttribute("aria-busy", "false");
      running = null;
    }
  }
}

function soon() {
  count();
  window.clearTimeout(timer);
  timer = window.setTimeout(check, PAUSE_MS);
}

function apply() {
  if (fixed === null) return;
  text.focus();
  text.select();
  // Keeps the browser's own undo; where that is gone, the value is simply set.
  if (!document.execCommand("insertText", false, fixed)) text.value = fixed;
  text.setSelectionRange(0, 0);
  soon();
}

text.addEventListener("input", () => {
  draw([]); // the old marks would stand in the wrong places
  soon();
});
text.addEventListener("scroll", align);
form.addEventListener("change", soon);
form.addEventListener("input", (event) => {
  if (event.target.name !== "title" && event.target !== text) soon();
});
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && button.id === "apply") {
    event.preventDefault();
    apply();
  } else if (!button || !button.hasAttribute("formaction")) {
    event.preventDefault();
    check();
  }
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (fixed === null) check();
    else apply();
  } else if (event.key === "Enter" && event.target.name === "title") {
    event.preventDefault();
    result.querySelector("[formaction]")?.click();
  }
});

draw([]);
count();
if (text.value.trim()) check();
