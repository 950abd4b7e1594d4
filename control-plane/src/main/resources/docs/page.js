"use strict";

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1);

SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  filter: true,
  // Else a badge of a public validator would be asked for.
  validatorUrl: null,
  // Whoever is signed in to the UI can try calls; changes by cookie need this header.
  requestInterceptor: (request) => {
    const token = cookie("autostack-csrf") ?? cookie("__Host-autostack-csrf");
    if (token && new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRF-Token"] = token;
    }
    return request;
  },
});
