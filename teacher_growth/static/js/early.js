"use strict";
// Loaded before the first paint, so that parts for scripts neither flash nor jump.
document.documentElement.classList.add("js");
