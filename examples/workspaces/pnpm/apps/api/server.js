const { words } = require('@greetings/words');
const Koa = require('koa');

const server = new Koa()
  .use((context) => {
    context.body = `${process.env.GREETING ?? words('a workspace of pnpm')}\n`;
  })
  .listen(process.env.PORT ?? 3000);
process.on('SIGTERM', () => server.close());
