// Ask how far an audit is until it has ended, then show what it found.

const box = document.getElementById("progress");
const PAUSE_MS = 1000;
const LONGEST_MS = 15000;
let pause = PAUSE_MS;

async function ask() {
  try {
    const answer = await fetch(box.dataset.url, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) {
      pause = PAUSE_MS;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-state]");
      if (fresh.dataset.state !== "running") {
        window.location.reload();
        return;
      }
      const shown = box.querySelector("[data-state]");
      if (!shown.contains(document.activeElement)) {
        shown.replaceWith(document.adoptNode(fresh));
      } else {
        // Somebody is at a button: only the figures are renewed.
        for (const part of ["progress", ".spread"]) {
          const [old, now] = [shown.querySelector(part), fresh.querySelector(part)];
          if (old && now) old.replaceWith(document.adoptNode(now));
        }
      }
    }
  } catch {
    pause = Math.min(LONGEST_MS, pause * 2); // the server is away; it may come back
  }
  window.setTimeout(ask, pause);
}

if (box) window.setTimeout(ask, PAUSE_MS);
