// Before anything is painted: the reader's choice of light or dark.
try {
  const choice = localStorage.getItem("docgen-theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {}
document.documentElement.classList.add("scripted");
