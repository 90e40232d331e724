// Helps where there is a script: copying, printing, counting down, sending a full code, times in the reader's
// zone. Every page works without it.
"use strict";

// Copying: the button is hidden until somebody can use it.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const word = button.firstElementChild;
  const before = word.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    word.textContent = button.dataset.copied;
    setTimeout(() => { word.textContent = before; }, 2000);
  });
}

// Printing: likewise.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Counting down: the page says `0:17` or `32:00`, and another sentence when the time is over.
for (const line of document.querySelectorAll(".countdown")) {
  const clock = /(\d+):(\d\d)/;
  const found = clock.exec(line.textContent);
  if (!found) continue;
  const end = performance.now() + (Number(found[1]) * 60 + Number(found[2])) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      line.textContent = line.textContent.replace(clock, text);
    } else {
      clearInterval(timer);
      line.textContent = line.dataset.over;
    }
  }, 250);
}

// A code that is complete goes by itself, where the label says so. While an input method is still
// composing, the digits are not final.
for (const field of document.querySelectorAll("[data-submit-at]")) {
  const send = () => {
    const digits = field.value.normalize("NFKC").replace(/\s/g, "");
    if (digits.length === Number(field.dataset.submitAt) && /^\d+$/.test(digits)) {
      field.form.requestSubmit();
    }
  };
  field.addEventListener("input", (event) => { if (!event.isComposing) send(); });
  field.addEventListener("compositionend", send);
}

// Times: the text of the server stays as the title.
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  const part = (number) => String(number).padStart(2, "0");
  time.title = time.textContent;
  time.textContent = `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())} ` +
    `${part(at.getHours())}:${part(at.getMinutes())}`;
}

// Passkeys and security keys: the browser asks the key, and the form takes the answer with it.
for (const form of document.querySelectorAll("[data-key]")) {
  const { options, key } = form.dataset;
  const field = form.elements.answer;
  const told = form.querySelector("[role=status]");
  window.addEventListener("pageshow", () => { field.value = ""; });
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    told.textContent = told.dataset.unsupported;
    continue;
  }
  const ask = async () => {
    const given = JSON.parse(options);
    const credential = key === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) });
    return JSON.stringify(credential.toJSON());
  };
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    told.textContent = told.dataset.waiting;
    try {
      field.value = await ask();
      form.requestSubmit();
    } catch (error) {
      const known = error.name === "InvalidStateError";
      told.textContent = known ? told.dataset.known : told.dataset.failed;
    }
  });
}
