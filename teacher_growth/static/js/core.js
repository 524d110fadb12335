"use strict";
// window.tg: each(selector, start) starts what stands on the page; words come from the page in its language.
(function () {
  const loading = new Map();
  let words = null;

  const tg = {
    each: function (selector, start) {
      document.querySelectorAll(selector).forEach(start);
    },
    word: function (name, values) {
      if (!words) {
        const data = document.getElementById("words");
        words = data ? JSON.parse(data.textContent) : {};
      }
      return (words[name] || "").replace(/\{(\w+)\}/g, function (_, key) { return values[key]; });
    },
    library: function (url) {
      if (!loading.has(url)) {
        loading.set(url, new Promise(function (resolve, reject) {
          const css = /\.css(\?|$)/.test(url);
          const element = document.createElement(css ? "link" : "script");
          if (css) { element.rel = "stylesheet"; element.href = url; } else { element.src = url; }
          element.onload = resolve;
          element.onerror = reject;
          document.head.appendChild(element);
        }));
      }
      return loading.get(url);
    },
    element: function (tag, className, text) {
      const element = document.createElement(tag);
      if (className) element.className = className;
      if (text) element.textContent = text;
      return element;
    },
    icon: function (name) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      svg.setAttribute("class", "icon");
      svg.setAttribute("aria-hidden", "true");
      use.setAttribute("href", document.body.dataset.icons + "#i-" + name);
      svg.appendChild(use);
      return svg;
    },
  };
  window.tg = tg;
})();
