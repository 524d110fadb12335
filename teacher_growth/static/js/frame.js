"use strict";
// Menus that close, texts to copy, lists folded on phones, the error summary in sight.
(function () {
  tg.each("details.drop", function (menu) {
    const summary = menu.querySelector("summary");
    document.addEventListener("click", function (event) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    menu.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  });

  tg.each("details[data-fold-on-phone]", function (details) {
    if (window.matchMedia("(max-width: 599.98px)").matches) details.open = false;
  });

  tg.each("[data-print]", function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  tg.each("[data-errors]", function (summary) { summary.focus(); });

  // the clipboard needs https; the older way serves offices on plain http
  function copyOldWay(text) {
    const area = tg.element("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    document.body.appendChild(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  tg.each("[data-copy]", function (button) {
    const said = tg.element("span", "visually-hidden");
    said.setAttribute("role", "status");
    button.after(said);
    button.addEventListener("click", function () {
      const text = button.dataset.copy;
      const copied = navigator.clipboard ? navigator.clipboard.writeText(text) : copyOldWay(text);
      const label = button.querySelector(".words");
      const before = label && label.textContent;
      copied.then(function () {
        said.textContent = tg.word("copied");
        if (!label) return;
        label.textContent = tg.word("copied");
        setTimeout(function () { label.textContent = before; said.textContent = ""; }, 2000);
      }, function () { said.textContent = tg.word("not_copied"); });
    });
  });

  tg.each("[data-fill]", function (button) {
    button.addEventListener("click", function () {
      const area = document.getElementById(button.dataset.fill);
      const kept = area.value.trim();
      area.value = kept ? kept + "\n" + button.textContent.trim() : button.textContent.trim();
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    });
  });
})();
