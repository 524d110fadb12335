"use strict";
// A figure's numbers lie beside it as JSON; its table stays one tap away, and is all there is without scripts.
(function () {
  const COLOURS = ["#0b4f94", "#b4690e", "#2c6e49", "#7a3e9d", "#556070", "#a8231b"];

  // figures at the bars and at the ends of lines, so that nobody has to point
  const direct = {
    id: "direct",
    afterDatasetsDraw: function (chart) {
      const context = chart.ctx;
      const bars = chart.config.type === "bar";
      const sideways = chart.options.indexAxis === "y";
      context.save();
      context.font = "12px " + Chart.defaults.font.family;
      chart.data.datasets.forEach(function (set, at) {
        const points = chart.getDatasetMeta(at).data;
        points.forEach(function (point, place) {
          if (set.data[place] === null || (!bars && place !== points.length - 1)) return;
          context.fillStyle = bars ? "#1f2937" : set.borderColor;
          context.textAlign = sideways || !bars ? "left" : "center";
          context.textBaseline = sideways || !bars ? "middle" : "bottom";
          const beside = sideways || !bars;
          context.fillText(String(set.data[place]), point.x + (beside ? 6 : 0), point.y - (beside ? 0 : 3));
        });
      });
      context.restore();
    },
  };

  function sets(data) {
    return data.series.map(function (series, at) {
      const colour = series.colour || COLOURS[at % COLOURS.length];
      return { label: series.name, data: series.values, backgroundColor: colour, borderColor: colour, borderWidth: data.kind === "line" ? 2 : 0, pointRadius: 3, maxBarThickness: 32, tension: 0 };
    });
  }

  function draw(figure) {
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const canvas = figure.querySelector("canvas");
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const measured = { beginAtZero: true, grace: "8%", grid: { color: "#e4e8ed" }, ticks: { precision: 0, color: "#556070" }, title: { display: Boolean(data.unit), text: data.unit, color: "#556070" } };
    const named = { grid: { display: false }, ticks: { color: "#1f2937" } };
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 13;
    const chart = new Chart(canvas, {
      type: data.kind === "line" ? "line" : "bar",
      data: { labels: data.labels, datasets: sets(data) },
      plugins: [direct],
      options: {
        animation: still ? false : { duration: 140 },
        maintainAspectRatio: false,
        indexAxis: data.kind === "rows" ? "y" : "x",
        layout: { padding: { right: data.kind === "line" ? 36 : 24 } },
        scales: data.kind === "rows" ? { x: measured, y: named } : { x: named, y: measured },
        plugins: { legend: { display: data.series.length > 1, align: "start", position: "top", labels: { boxWidth: 12, boxHeight: 12, color: "#1f2937" } } },
      },
    });
    const fold = figure.querySelector("details");
    if (fold) fold.open = false;
    const save = figure.querySelector("[data-picture]");
    if (!save) return;
    save.hidden = false;
    save.addEventListener("click", function () {
      const link = tg.element("a");
      link.href = chart.toBase64Image();
      link.download = save.dataset.picture + ".png";
      link.click();
    });
  }

  tg.each("figure[data-chart]", function (figure) {
    tg.library(document.body.dataset.charts).then(function () { draw(figure); }, function () {
      figure.querySelector(".chart-space").remove();
    });
  });
})();
