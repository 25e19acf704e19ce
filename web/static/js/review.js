// Reviewing from the keyboard: one key for each answer. Without this, the buttons do the same.
const form = document.querySelector("#decide");
const why = document.querySelector("#why");
const reason = document.querySelector("#f-reason");
const corrects = form ? [...form.querySelectorAll('[name="correct"]')] : [];

function press(decision) {
  form.querySelector(`button[name="decision"][value="${decision}"]`).click();
}

function disagree() {
  why.open = true;
  (corrects.find((radio) => radio.checked) || corrects[0]).focus();
}

const deeds = {
  a: () => press("agree"),
  d: disagree,
  c: () => press("cannot-tell"),
  n: () => document.querySelector("#skip")?.click(),
  b: () => document.querySelector("#before")?.click(),
};

if (form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault(); // a key held down answers once
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.isComposing) return;
    const inText = event.target instanceof Element && event.target.closest("textarea, select, input:not([type='radio'])");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && why.open) {
      event.preventDefault();
      press("disagree");
      return;
    }
    if (event.key === "Escape" && why.open) {
      why.open = false;
      why.querySelector("summary").focus();
      return;
    }
    if (inText || event.ctrlKey || event.metaKey || event.altKey) return;
    if (why.open && /^[1-9]$/.test(event.key) && corrects[event.key - 1]) {
      event.preventDefault();
      corrects[event.key - 1].checked = true;
      reason.focus();
      return;
    }
    const deed = deeds[event.key.toLowerCase()];
    if (deed) {
      event.preventDefault();
      deed();
    }
  });
}
