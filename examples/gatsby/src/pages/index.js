import * as React from 'react';

export default function Page() {
  return <h1>Hello from Gatsby</h1>;
}
