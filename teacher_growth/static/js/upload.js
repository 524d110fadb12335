"use strict";
// Chosen files: name, size, a small picture; too large is said before anything is sent.
(function () {
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

  tg.each("[data-upload]", function (box) {
    const inputs = Array.from(box.querySelectorAll('input[type="file"]'));
    const list = box.querySelector("[data-previews]");
    const most = Number(box.dataset.maxBytes) || Infinity;
    const multiple = inputs[0].multiple;

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
      });
    });
    if (inputs.some(function (input) { return input.files.length; })) show();
  });
})();
