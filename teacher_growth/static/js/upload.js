"use strict";
// Chosen files: name, size, a small picture; photos are made smaller; too large is said before anything is sent.
(function () {
  const LONGEST = 2400; // pixels, as much as is kept of a photo (files/rules.py)
  const QUALITY = 0.85;

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  // a canvas, as the page's policy allows no blob: pictures
  function picture(file, place) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return;
    createImageBitmap(file).then(function (bitmap) {
      const canvas = tg.element("canvas");
      const scale = Math.min(128 / bitmap.width, 96 / bitmap.height);
      canvas.width = 128;
      canvas.height = 96;
      const wide = bitmap.width * scale;
      const high = bitmap.height * scale;
      canvas.getContext("2d").drawImage(bitmap, (128 - wide) / 2, (96 - high) / 2, wide, high);
      canvas.setAttribute("aria-hidden", "true");
      place.replaceWith(canvas);
      bitmap.close();
    }, function () { return null; });
  }

  function drawn(bitmap, scale) {
    const canvas = tg.element("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff"; // behind what is transparent
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  }

  // upright, as the bitmap already is; whatever fails, the file goes as it was chosen
  function shrunk(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return Promise.resolve(file);
    return createImageBitmap(file).then(function (bitmap) {
      const scale = LONGEST / Math.max(bitmap.width, bitmap.height);
      const done = scale < 1 ? drawn(bitmap, scale) : Promise.resolve(null);
      return done.then(function (blob) {
        bitmap.close();
        if (!blob || blob.size >= file.size) return file;
        const name = file.name.replace(/\.\w+$/, "") + ".jpg";
        return new File([blob], name, { type: blob.type, lastModified: file.lastModified });
      });
    }).catch(function () { return file; });
  }

  // one after the other: a phone has little memory
  function shrink(input) {
    const chosen = input.files;
    return Array.from(chosen).reduce(function (before, file) {
      return before.then(function (done) {
        return shrunk(file).then(function (each) { return done.concat(each); });
      });
    }, Promise.resolve([])).then(function (files) {
      if (input.files !== chosen || files.every(function (each, at) { return each === chosen[at]; })) return;
      const held = new DataTransfer();
      files.forEach(function (each) { held.items.add(each); });
      input.files = held.files;
    }).catch(function () { return null; });
  }

  // who sends the form meanwhile has it sent once all are ready
  function hold(form, ready) {
    let waiting = false;
    form.addEventListener("submit", function (event) {
      const button = event.submitter;
      if (!waiting && !ready()) return;
      event.preventDefault();
      event.stopPropagation();
      if (waiting) return;
      waiting = true;
      ready().then(function () { waiting = false; form.requestSubmit(button); });
    });
  }

  tg.each("[data-upload]", function (box) {
    const inputs = Array.from(box.querySelectorAll('input[type="file"]'));
    const list = box.querySelector("[data-previews]");
    const most = Number(box.dataset.maxBytes) || Infinity;
    const multiple = inputs[0].multiple;
    let busy = null;

    function show() {
      list.textContent = "";
      inputs.forEach(function (input) {
        let tooBig = false;
        Array.from(input.files).forEach(function (file) {
          const item = tg.element("li");
          const mark = tg.icon("file-text");
          const over = file.size > most;
          tooBig = tooBig || over;
          const words = tg.element("span", over ? "too-big" : "", file.name + " · " + size(file.size));
          if (over) words.append(" · " + tg.word("too_large", { most: size(most) }));
          item.append(mark, words);
          list.append(item);
          picture(file, mark);
        });
        input.setCustomValidity(tooBig ? tg.word("too_large", { most: size(most) }) : "");
      });
    }

    inputs.forEach(function (input) {
      input.addEventListener("change", function () {
        // one file in all: the newer choice replaces the other
        if (!multiple && input.files.length) inputs.forEach(function (other) { if (other !== input) other.value = ""; });
        show();
        const mine = busy = Promise.all([busy, shrink(input)]).then(function () {
          if (busy !== mine) return; // chosen anew meanwhile
          busy = null;
          show();
        });
      });
    });
    if (inputs[0].form) hold(inputs[0].form, function () { return busy; });
    if (inputs.some(function (input) { return input.files.length; })) show();
  });
})();
