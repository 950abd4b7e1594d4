const now = new Date();
const element = document.getElementById("now");
element.dateTime = now.toISOString();
element.textContent = now.toLocaleString();
