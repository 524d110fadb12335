"use strict";
// A select with search: in its own options, or on the server when it has data-url ([{"id", "text", "hint"}]).
(function () {
  function option(data, escape) {
    const hint = data.hint ? '<span class="hint">' + escape(data.hint) + "</span>" : "";
    return "<div>" + escape(data.text) + hint + "</div>";
  }

  function start(select) {
    const url = select.dataset.url;
    const settings = {
      valueField: "id",
      labelField: "text",
      searchField: url ? [] : ["text"],
      maxOptions: 200,
      plugins: select.multiple ? ["remove_button"] : [],
      placeholder: select.dataset.placeholder || "",
      render: {
        option: option,
        no_results: function () { return '<div class="no-results">' + tg.word("none_found") + "</div>"; },
        loading: function () { return '<div class="no-results">' + tg.word("searching") + "</div>"; },
      },
    };
    if (url) {
      let asked = 0;
      // the server knows pinyin and numbers: what it finds is shown as it comes
      settings.score = function () { return function () { return 1; }; };
      settings.loadThrottle = 250;
      settings.shouldLoad = function (query) { return query.trim().length > 0; };
      settings.load = function (query, callback) {
        const now = ++asked;
        const address = new URL(url, location.href);
        address.searchParams.set("q", query);
        this.clearOptions();
        fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then(function (answer) { return answer.ok ? answer.json() : []; })
          .then(function (found) { callback(now === asked ? found : []); }, function () { callback([]); });
      };
    }
    const picker = new TomSelect(select, settings);
    // its label now belongs to the input that took its place
    select.setAttribute("aria-hidden", "true");
    const described = select.getAttribute("aria-describedby");
    if (described) picker.control_input.setAttribute("aria-describedby", described);
    select.addEventListener("tg:filled", function () { picker.sync(); });
  }

  tg.each("select[data-picker]", function (select) {
    const body = document.body.dataset;
    tg.library(body.pickerStyle);
    tg.library(body.picker).then(function () { start(select); }, function () { return null; });
  });
})();
