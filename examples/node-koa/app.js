const Koa = require('koa');

const server = new Koa()
  .use((context) => {
    context.body = `${process.env.GREETING ?? 'Hello from Koa'}\n`;
  })
  .listen(process.env.PORT ?? 3000);
process.on('SIGTERM', () => server.close());
