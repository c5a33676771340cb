// A file chosen in the place of a picture is seen there at once, before it is sent.
for (const input of document.querySelectorAll('[data-chosen-pictures] input[type="file"][name^="replace-"]')) {
  const image = input.closest("li").querySelector("[data-image]");
  const before = image.src;
  input.addEventListener("change", () => {
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = input.files.length ? URL.createObjectURL(input.files[0]) : before;
    image.closest(".upload-preview").classList.toggle("to-come", input.files.length > 0);
  });
}
