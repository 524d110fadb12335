"use strict";
// The page of a job under way: asks how far it is once a second, and loads anew when its state has changed.
(function () {
  tg.each("[data-job]", function (section) {
    const words = section.querySelector("[data-words]");
    const bar = section.querySelector("progress");
    let rest = 1000;

    function show(far) {
      if (far.state !== section.dataset.state) {
        window.location.reload();
        return;
      }
      words.textContent = far.words;
      if (far.total) {
        bar.max = far.total;
        bar.value = far.done;
      }
      rest = 1000;
      later();
    }

    function ask() {
      fetch(section.dataset.job, { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(new Error(answer.status)); })
        .then(show, function () {
          rest = Math.min(rest * 2, 30000); // the network is away, or the session has ended
          later();
        });
    }

    function later() { setTimeout(ask, rest); }
    later();
  });
})();
