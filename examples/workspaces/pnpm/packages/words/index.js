exports.words = (name) => `Hello from ${name}`;
