// Before anything is painted: the reader's choice of light or dark.
try {
  const choice = localStorage.getItem("docgen-theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {}
document.documentElement.classList.add("scripted");
// The letters of formulas are asked for at once, so that no line is set without them and set anew.
for (const font of ["1em KaTeX_Main", "italic 1em KaTeX_Math"]) document.fonts.load(font);
