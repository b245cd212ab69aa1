// <form data-upload>: sends each chosen or dropped file by itself, with progress, and lets a failed one be sent again.
// data-max-bytes, data-max-files: looked at before sending; the server decides. data-upload-refresh="#id": that part
// of the page is loaded anew afterwards. Without script the form is an ordinary one.
(() => {
  "use strict";
  const AT_ONCE = 2;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-upload]")) { return; }
    event.preventDefault();
    delete form.dataset.sent;
    const input = form.querySelector('input[type="file"]');
    take(form, input.files);
    input.value = "";
    input.dispatchEvent(new CustomEvent("file:cleared", { bubbles: true }));
  });

  ["dragover", "dragleave", "drop"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("[data-upload-drop]");
      if (!zone) { return; }
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") { take(zone.closest("[data-upload]"), event.dataTransfer.files); }
    });
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-upload-busy]")) { event.preventDefault(); }
  });

  function take(form, files) {
    const single = !form.querySelector('input[type="file"]').multiple;
    const chosen = Array.from(files).slice(0, single ? 1 : undefined);
    if (!chosen.length) { return; }
    form.uploadQueue ||= { waiting: [], running: 0, taken: 0 };
    const queue = form.uploadQueue;
    if (!queue.running && !queue.waiting.length) { clearTold(form); }
    chosen.forEach((file, place) => {
      const row = addRow(form, file);
      if (place >= Number(form.dataset.maxFiles)) {
        refuse(row, `Mỗi lần gửi tối đa ${form.dataset.maxFiles} tệp. Cần gửi tệp “${file.name}” ở lần sau.`);
      } else if (file.size > Number(form.dataset.maxBytes)) {
        refuse(row, `Tệp “${file.name}” lớn hơn mức cho phép. Cần quét lại ở độ phân giải thấp hơn hoặc tách tệp.`);
      } else {
        queue.waiting.push({ file, row, fields: fieldsOf(form) });
      }
    });
    next(form, queue);
  }

  function fieldsOf(form) {
    const fields = new FormData(form);
    fields.delete("files");
    return fields;
  }

  function next(form, queue) {
    while (queue.running < AT_ONCE && queue.waiting.length) {
      queue.running += 1;
      send(form, queue, queue.waiting.shift());
    }
    if (!queue.running && queue.taken) {
      queue.taken = 0;
      refresh(form);
    }
  }

  function send(form, queue, job) {
    const request = new XMLHttpRequest();
    const body = new FormData();
    job.fields.forEach((value, name) => { body.append(name, value); });
    body.append("files", job.file, job.file.name);
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    job.row.dataset.uploadBusy = "";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) { show(job.row, event.loaded, event.total); }
    });
    request.addEventListener("loadend", () => {
      delete job.row.dataset.uploadBusy;
      queue.running -= 1;
      finish(form, queue, job, request);
      next(form, queue);
    });
    request.send(body);
  }

  function finish(form, queue, job, request) {
    if (request.status === 200) {
      job.row.innerHTML = request.responseText;
      if (job.row.querySelector('[data-upload-outcome="taken"]')) { queue.taken += 1; }
      return;
    }
    let why = `Mất kết nối khi gửi tệp “${job.file.name}”.`;
    if (request.status === 401 || request.status === 403) {
      why = `Phiên đăng nhập đã hết khi gửi tệp “${job.file.name}”. Vui lòng đăng nhập lại ở một thẻ khác.`;
    } else if (request.status === 413) {
      why = `Tệp “${job.file.name}” lớn hơn mức máy chủ nhận.`;
    } else if (request.status) {
      why = `Máy chủ chưa nhận được tệp “${job.file.name}”.`;
    }
    offerAgain(form, queue, job, why);
  }

  function offerAgain(form, queue, job, why) {
    refuse(job.row, why);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-quiet";
    again.textContent = "Gửi lại";
    again.addEventListener("click", () => {
      waitingRow(job.row, job.file);
      renewToken(form).finally(() => {
        job.fields = fieldsOf(form);
        queue.waiting.push(job);
        next(form, queue);
      });
    });
    job.row.querySelector(".alert > div").appendChild(again);
  }

  // Signing in elsewhere gives a new token; without it the file would be refused again.
  function renewToken(form) {
    return fetch(window.location.href).then((answer) => answer.text()).then((text) => {
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-upload] [name=csrfmiddlewaretoken]");
      if (fresh) { form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value; }
    }).catch(() => null);
  }

  function addRow(form, file) {
    const list = form.querySelector("[data-upload-list]");
    const row = document.createElement("li");
    waitingRow(row, file);
    list.hidden = false;
    list.appendChild(row);
    return row;
  }

  // What was told of the files before; a file that waits to be sent again stays.
  function clearTold(form) {
    form.querySelectorAll("[data-upload-list] > li").forEach((row) => { if (!row.querySelector("button")) { row.remove(); } });
  }

  function waitingRow(row, file) {
    row.textContent = "";
    const name = document.createElement("p");
    const bar = document.createElement("progress");
    name.textContent = `${file.name} `;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Tiến độ gửi tệp ${file.name}`);
    const words = document.createElement("span");
    words.className = "soft num";
    words.textContent = "đang chờ";
    row.append(name, bar, " ", words);
  }

  function show(row, sent, total) {
    const share = Math.floor(100 * sent / total);
    row.querySelector("progress").value = share;
    row.querySelector("span").textContent = share < 100 ? `${share}%` : "đang kiểm tra tệp";
  }

  function refuse(row, why) {
    const box = document.createElement("div");
    const inner = document.createElement("div");
    const words = document.createElement("p");
    box.className = "alert alert-danger";
    box.dataset.uploadOutcome = "refused";
    words.textContent = why;
    inner.appendChild(words);
    box.appendChild(inner);
    row.textContent = "";
    row.appendChild(box);
  }

  function refresh(form) {
    document.body.dispatchEvent(new CustomEvent("evidence:changed"));
    const place = form.dataset.uploadRefresh;
    if (place && window.htmx) {
      window.htmx.ajax("GET", window.location.href, { target: place, select: place, swap: "outerHTML" });
    }
  }
})();
