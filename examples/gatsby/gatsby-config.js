module.exports = { siteMetadata: { title: 'Greeting' } };
