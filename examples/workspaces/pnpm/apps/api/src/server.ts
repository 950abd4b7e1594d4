import { words } from '@greetings/words';
import Koa from 'koa';

const server = new Koa()
  .use((context) => {
    context.body = `${process.env.GREETING ?? words('a workspace of pnpm')}\n`;
  })
  .listen(process.env.PORT ?? 3000);
process.on('SIGTERM', () => server.close());
