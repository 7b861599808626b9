// Whether a leaf still waits for its reader is the server's to say.
document.addEventListener("leafstate", ({ detail: { score, waits } }) => {
  const row = document.querySelector(`tr.leaf[data-score="${score}"]`);
  if (row) row.classList.toggle("todo", waits);
});
