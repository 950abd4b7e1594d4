// Prints numbered lines at an even pace.
module.exports = function print(name, total, rate) {
  const began = Date.now();
  let printed = 0;
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((Date.now() - began) / 1000) * rate));
    let text = "";
    while (printed < due) text += `${name} ${++printed}\n`;
    if (text) process.stdout.write(text);
    if (printed >= total) clearInterval(timer);
  }, 5);
};
