require("./print.js")("building", 3000, 300);
