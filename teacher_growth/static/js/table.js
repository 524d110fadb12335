"use strict";
// Ticking rows: of the page, of the whole result; the batch bar tells how many.
(function () {
  tg.each("form[data-ticks]", function (form) {
    const ticks = Array.from(form.querySelectorAll('input[name="ids"]'));
    const bar = form.querySelector("[data-batch]");
    if (!bar || !ticks.length) return;
    const head = form.querySelector("[data-tick-page]");
    const whole = form.querySelector('input[name="all"]');
    const said = bar.querySelector("[data-said]");
    let last = null;

    function show() {
      const chosen = ticks.filter(function (tick) { return tick.checked; });
      const all = chosen.length === ticks.length;
      if (whole && !all) whole.checked = false;
      const everything = Boolean(whole && whole.checked);
      ticks.forEach(function (tick) { tick.closest("tr").classList.toggle("chosen", tick.checked); });
      if (head) {
        head.checked = all;
        head.indeterminate = chosen.length > 0 && !all;
      }
      if (whole) whole.closest("label").hidden = !all;
      bar.hidden = chosen.length === 0;
      said.textContent = everything
        ? tg.word("chosen_all", { count: bar.dataset.total })
        : tg.word("chosen", { count: chosen.length });
    }

    function tickAll(value) {
      ticks.forEach(function (tick) { tick.checked = value; });
      if (!value && whole) whole.checked = false;
      show();
    }

    form.addEventListener("click", function (event) {
      const at = ticks.indexOf(event.target);
      if (at < 0) return;
      if (event.shiftKey && last !== null) {
        ticks.slice(Math.min(at, last), Math.max(at, last) + 1).forEach(function (tick) { tick.checked = ticks[at].checked; });
      }
      last = at;
    });
    form.addEventListener("change", function (event) {
      if (event.target === head) tickAll(head.checked);
      else show();
    });
    form.querySelectorAll("[data-tick-all]").forEach(function (button) {
      button.addEventListener("click", function () { tickAll(button.dataset.tickAll === "1"); });
    });
    window.addEventListener("pageshow", show);
    show();
  });
})();
