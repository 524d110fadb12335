"use strict";
// A roster to tick: found by name, pinyin or number; all of what is shown, or nobody; how many.
(function () {
  function folded(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  }

  tg.each("[data-roster]", function (box) {
    const find = box.querySelector("[data-roster-find]");
    const said = box.querySelector("[data-roster-said]");
    const people = Array.from(box.querySelectorAll("[data-find]"));

    function tick(person) {
      return person.querySelector("input");
    }
    function count() {
      const chosen = people.filter(function (person) { return tick(person).checked; }).length;
      said.textContent = box.dataset.said.replace("{count}", chosen).replace("{total}", people.length);
    }
    function set(value) {
      people.forEach(function (person) { if (!person.hidden) tick(person).checked = value; });
      count();
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }

    find.addEventListener("input", function () {
      const wanted = folded(find.value);
      people.forEach(function (person) { person.hidden = person.dataset.find.indexOf(wanted) < 0; });
    });
    // Enter looks, it does not send the form
    find.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
    box.addEventListener("change", count);
    box.addEventListener("tg:filled", count);
    box.querySelector("[data-roster-all]").addEventListener("click", function () { set(true); });
    box.querySelector("[data-roster-none]").addEventListener("click", function () { set(false); });
    count();
  });
})();
