// What pages show of the device's queue, and what they read from a form before it is kept.
(() => {
  "use strict";
  const store = window.deviceStore, LONGEST = 1600;
  const OUR_OWN = /^(csrfmiddlewaretoken|may-.*)$/;

  // --- The strip -----------------------------------------------------------------------------------------------------
  async function showCounts(owner, words = "") {
    const all = owner ? await store.entries(owner) : [];
    const count = (state) => all.filter((one) => one.state === state).length;
    const told = `Chờ gửi: ${count("waiting")} · Đã gửi: ${count("sent")} · Không được nhận: ${count("refused")}`;
    document.querySelectorAll("[data-queue-strip]").forEach((strip) => {
      strip.querySelector("[data-queue-counts]").textContent = told;
      strip.querySelector("[data-queue-words]").textContent = words;
      strip.querySelector("[data-queue-send]").hidden = !count("waiting");
      strip.hidden = !(all.length || words);
    });
    return all;
  }

  // --- Forms ---------------------------------------------------------------------------------------------------------
  // The days that a list offers go by the day on which it is filled in, not by that on which it was fetched.
  function renewDays(form) {
    form.querySelectorAll("select[data-days-back]").forEach((list) => {
      const days = Array.from({ length: Number(list.dataset.daysBack) }, (_, back) => dayBefore(back));
      list.replaceChildren(...days.map((day, back) => new Option(`${dayWords(day, back)}, ${dayText(day)}`, dayText(day))));
    });
    const typed = form.querySelector("input[name=day]:not([type=hidden])");
    if (typed) { typed.value = dayText(dayBefore(0)); }
  }
  function dayBefore(back) { const day = new Date(); day.setDate(day.getDate() - back); return day; }
  function dayText(day) {
    const [date, month] = [day.getDate(), day.getMonth() + 1].map((part) => String(part).padStart(2, "0"));
    return `${date}/${month}/${day.getFullYear()}`;
  }
  function dayWords(day, back) {
    return ["Hôm nay", "Hôm qua"][back] || ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"][day.getDay()];
  }

  // What was typed: fields by name, photographs apart, and the lines by which people know the entry again.
  async function typedIn(form) {
    const fields = [], photographs = [];
    for (const [field, value] of new FormData(form)) {
      if (OUR_OWN.test(field)) { continue; }
      if (typeof value === "string") { fields.push([field, value]); }
      else if (value.size) { photographs.push({ field, file: await smaller(value) }); }
    }
    return { fields, photographs, lines: linesOf(form) };
  }
  function linesOf(form) {
    const asked = Array.from(form.elements).filter((one) => one.name && one.type !== "hidden" && one.type !== "file" && !OUR_OWN.test(one.name));
    return asked.map(wordsOf).filter(Boolean);
  }
  function wordsOf(one) {
    if (one.type === "checkbox" || one.type === "radio") { return one.checked ? labelOf(one) : ""; }
    return one.tagName === "SELECT" ? (one.value && one.selectedOptions[0].textContent) : one.value.trim();
  }
  function labelOf(one) { return one.labels?.[0]?.textContent.trim() || ""; }

  // A photograph is drawn anew, no larger than is needed: place and maker don't come along. What can't be read stays.
  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) { return file; }
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
    if (!picture) { return file; }
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height)), sheet = document.createElement("canvas");
    sheet.width = Math.round(picture.width * scale);
    sheet.height = Math.round(picture.height * scale);
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const drawn = await new Promise((done) => { sheet.toBlob(done, "image/jpeg", 0.85); });
    return drawn ? new File([drawn], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  }

  function fillIn(form, fields) {
    const values = new Map();
    fields.forEach(([name, value]) => { values.set(name, [...(values.get(name) || []), value]); });
    Array.from(form.elements).filter((one) => one.name && one.type !== "file" && one.type !== "hidden").forEach((one) => {
      const typed = values.get(one.name) || [];
      if (one.type === "checkbox" || one.type === "radio") { one.checked = typed.includes(one.value); return; }
      if (one.tagName === "SELECT" && typed[0] && !Array.from(one.options).some((option) => option.value === typed[0])) {
        one.add(new Option(typed[0], typed[0]));
      }
      one.value = typed[0] || "";
    });
  }

  // Keeps what was typed; the entry goes by the contact that the device had before. What is sent again as it was, was
  // written when it was.
  async function keep(owner, form, cover, before = null) {
    const { fields, photographs, lines } = await typedIn(form);
    const kept = await store.owner(owner), asItWas = before && !photographs.length && sameFields(before.fields, fields);
    const { made, contact } = asItWas ? before : { contact: kept.contact };
    navigator.storage?.persist?.();
    return store.add(owner, { ...cover, fields, lines, made, contact }, photographs);
  }
  function sameFields(before, now) {
    const inOrder = (fields) => JSON.stringify(fields.map((one) => one.join("=")).sort());
    return inOrder(before) === inOrder(now);
  }

  window.deviceView = { showCounts, renewDays, fillIn, keep };
})();
