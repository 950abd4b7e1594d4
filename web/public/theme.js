try {
  const theme = JSON.parse(localStorage.getItem("autostack.preferences") || "{}").theme;
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (_ignored) {
  // Storage may be switched off; then the system's theme holds.
}
