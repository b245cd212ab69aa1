// [data-blur]: a photograph on which places are covered with large blocks, by drawing or by numbers. What is sent is a
// new JPEG of the drawn points alone, put into input[data-blur-file]; the places stand in input[data-blur-regions] as
// [left, top, width, height] in points of the picture, so that a page shown again has them.
(() => {
  "use strict";
  // A JPEG is made of squares of 16 points: covered places begin and end with them, so that nothing of what lay there
  // is left in a square that is half outside.
  const GRID = 16;
  const SMALLEST_BLOCK = 32;
  const BLOCKS = 6; // at most, along the longer side of a place: too few to tell a face or a number by
  const QUALITY = 0.85;
  const SHORTEST = 6; // what is drawn shorter than this was no drawing

  const root = document.querySelector("[data-blur]");
  const file = document.querySelector("[data-blur-file]");
  const stored = document.querySelector("[data-blur-regions]");
  if (!root || !file || !stored) { return; }
  const shown = root.querySelector("[data-blur-shown]");
  const list = root.querySelector("[data-blur-list]");
  const row = root.querySelector("[data-blur-row]");
  const told = root.querySelector("[data-blur-status]");
  const add = root.querySelector("[data-blur-add]");
  const undo = root.querySelector("[data-blur-undo]");
  const preview = root.querySelector("[data-blur-preview]");
  const submit = file.form.querySelector("[type=submit]");
  const most = Number(root.dataset.most);
  const source = document.createElement("canvas");
  const made = document.createElement("canvas");
  const pen = source.getContext("2d", { willReadFrequently: true });
  const result = made.getContext("2d");
  const screen = shown.getContext("2d");
  const past = [];
  let regions = [];
  let drawing = null;
  let turn = 0;
  let making = false; // the picture that is sent is being made
  let pressed = false; // “Lưu” meanwhile: it is sent when the picture is there

  // --- The picture ---

  const picture = new Image();
  submit.disabled = true;
  picture.addEventListener("load", open);
  picture.addEventListener("error", () => { told.textContent = "Không mở được ảnh. Vui lòng tải lại trang."; });
  picture.src = root.dataset.picture;

  function open() {
    const scale = Math.min(1, Number(root.dataset.longest) / Math.max(picture.naturalWidth, picture.naturalHeight));
    const width = Math.max(1, Math.round(picture.naturalWidth * scale));
    const height = Math.max(1, Math.round(picture.naturalHeight * scale));
    [source, made, shown].forEach((canvas) => { canvas.width = width; canvas.height = height; });
    pen.fillStyle = "#fff"; // where a picture is transparent
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, width, height);
    regions = remembered().map(within);
    listen();
    changed();
  }

  function remembered() {
    try {
      return JSON.parse(stored.value || "[]").slice(0, most);
    } catch {
      return [];
    }
  }

  // A place that lies in the picture, in whole points.
  function within([left, top, width, height]) {
    const whole = (value, low, high) => Math.max(low, Math.min(high, Math.round(Number(value)) || 0));
    const x = whole(left, 0, source.width - 1);
    const y = whole(top, 0, source.height - 1);
    return [x, y, whole(width, 1, source.width - x), whole(height, 1, source.height - y)];
  }

  // --- Covering ---

  function cover([left, top, width, height]) {
    const x = Math.floor(left / GRID) * GRID;
    const y = Math.floor(top / GRID) * GRID;
    const right = Math.min(source.width, Math.ceil((left + width) / GRID) * GRID);
    const bottom = Math.min(source.height, Math.ceil((top + height) / GRID) * GRID);
    const longer = Math.max(right - x, bottom - y);
    const block = Math.max(SMALLEST_BLOCK, Math.ceil(longer / BLOCKS / GRID) * GRID);
    for (let down = y; down < bottom; down += block) {
      for (let across = x; across < right; across += block) {
        const wide = Math.min(block, right - across);
        const high = Math.min(block, bottom - down);
        result.fillStyle = mean(pen.getImageData(across, down, wide, high).data);
        result.fillRect(across, down, wide, high);
      }
    }
  }

  function mean(points) {
    const sums = [0, 0, 0];
    for (let at = 0; at < points.length; at += 4) {
      sums[0] += points[at];
      sums[1] += points[at + 1];
      sums[2] += points[at + 2];
    }
    const count = points.length / 4;
    return `rgb(${sums.map((sum) => Math.round(sum / count)).join(", ")})`;
  }

  function draw() {
    result.drawImage(source, 0, 0);
    regions.forEach(cover);
    screen.drawImage(made, 0, 0);
    if (preview.getAttribute("aria-pressed") === "true") { return; }
    const scale = shown.width / Math.max(1, shown.clientWidth);
    regions.forEach((region) => { outline(region, scale, []); });
    if (drawing) { outline(drawn(), scale, [6 * scale, 4 * scale]); }
  }

  // Dark within light, to be seen on any picture.
  function outline([left, top, width, height], scale, dashes) {
    [["#fff", 4], ["#b3261e", 2]].forEach(([colour, wide]) => {
      screen.setLineDash(dashes);
      screen.strokeStyle = colour;
      screen.lineWidth = wide * scale;
      screen.strokeRect(left, top, width, height);
    });
  }

  // --- What is sent ---

  function encode() {
    const mine = ++turn;
    making = true;
    made.toBlob((content) => {
      if (mine !== turn) { return; }
      if (!content) {
        submit.disabled = true;
        told.textContent = "Trình duyệt không tạo được ảnh. Vui lòng dùng trình duyệt khác.";
        return;
      }
      const carrier = new DataTransfer();
      carrier.items.add(new File([content], "anh-da-che.jpg", { type: "image/jpeg" }));
      file.files = carrier.files;
      making = false;
      submit.disabled = false;
      if (pressed) {
        pressed = false;
        file.form.requestSubmit(submit);
      }
    }, "image/jpeg", QUALITY);
  }

  // Before other scripts see that it is sent, so that it is sent once.
  function asked(event) {
    if (!making) { return; }
    event.preventDefault();
    event.stopPropagation();
    pressed = true;
  }

  function changed() {
    stored.value = JSON.stringify(regions);
    told.textContent = regions.length ? `Đã che ${regions.length} vùng.` : "Chưa che vùng nào.";
    undo.disabled = !past.length;
    add.disabled = regions.length >= most;
    rows();
    draw();
    encode();
  }

  function change(next) {
    past.push(regions);
    regions = next.map(within);
    changed();
  }

  // --- Places by numbers ---

  function rows() {
    while (list.children.length > regions.length) { list.lastElementChild.remove(); }
    while (list.children.length < regions.length) { list.append(row.content.cloneNode(true)); }
    regions.forEach((region, place) => {
      const box = list.children[place];
      const widest = [source.width - 1, source.height - 1, source.width - region[0], source.height - region[1]];
      box.querySelector("legend").textContent = `Vùng ${place + 1}`;
      box.querySelector("button").textContent = `Bỏ vùng ${place + 1}`;
      box.querySelectorAll("input").forEach((input, side) => {
        input.value = region[side];
        input.max = widest[side];
      });
    });
  }

  function listen() {
    file.form.addEventListener("submit", asked, true);
    add.addEventListener("click", () => {
      const [width, height] = [source.width / 4, source.height / 4];
      change([...regions, [1.5 * width, 1.5 * height, width, height]]);
      list.lastElementChild.querySelector("input").focus();
    });
    undo.addEventListener("click", () => {
      regions = past.pop() || [];
      changed();
    });
    preview.addEventListener("click", () => {
      preview.setAttribute("aria-pressed", String(preview.getAttribute("aria-pressed") !== "true"));
      draw();
    });
    list.addEventListener("change", (event) => {
      const place = Array.from(list.children).indexOf(event.target.closest("fieldset"));
      const typed = Array.from(list.children[place].querySelectorAll("input"), (input) => input.value);
      change(regions.map((region, number) => (number === place ? typed : region)));
    });
    list.addEventListener("click", (event) => {
      if (!event.target.matches("button")) { return; }
      const place = Array.from(list.children).indexOf(event.target.closest("fieldset"));
      change(regions.filter((_, number) => number !== place));
      add.focus();
    });
    shown.addEventListener("pointerdown", begin);
    shown.addEventListener("pointermove", go);
    shown.addEventListener("pointerup", end);
    shown.addEventListener("pointercancel", () => { drawing = null; draw(); });
    window.addEventListener("resize", draw);
  }

  // --- Places by drawing ---

  function point(event) {
    const box = shown.getBoundingClientRect();
    return [
      (event.clientX - box.left - shown.clientLeft) * shown.width / shown.clientWidth,
      (event.clientY - box.top - shown.clientTop) * shown.height / shown.clientHeight,
    ];
  }

  function drawn() {
    const [from, to] = [drawing.from, drawing.to];
    return [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  }

  function begin(event) {
    if (!event.isPrimary || event.button || regions.length >= most) { return; }
    shown.setPointerCapture(event.pointerId);
    drawing = { from: point(event), to: point(event) };
  }

  function go(event) {
    if (!drawing || !event.isPrimary) { return; }
    drawing.to = point(event);
    draw();
  }

  function end(event) {
    if (!drawing || !event.isPrimary) { return; }
    drawing.to = point(event);
    const [left, top, width, height] = drawn();
    drawing = null;
    const shortest = SHORTEST * shown.width / shown.clientWidth;
    if (width < shortest || height < shortest) { draw(); return; }
    const x = Math.max(0, left);
    const y = Math.max(0, top);
    change([...regions, [x, y, left + width - x, top + height - y]]);
  }
})();
