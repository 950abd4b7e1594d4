import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { BuildSteps } from "./BuildSteps";

const build = {
  reusedFrom: null,
  withoutCache: false,
  steps: [
    { instruction: "[1/3] FROM node", cached: false, seconds: 0 },
    { instruction: "[2/3] RUN npm ci", cached: true, seconds: null },
    { instruction: "[3/3] RUN npm test", cached: false, seconds: null },
  ],
  image: { bytes: 198_400_000, layers: 7, largest: [{ bytes: 74_800_000, instruction: "RUN npm ci" }] },
};

test("stepsAreCountedAtOnceAndShownWhenAskedFor", async () => {
  render(<BuildSteps build={build} />);

  const summary = screen.getByText(/3 steps: 1 from the cache, 2 run/);
  await userEvent.click(summary);

  expect(screen.getByRole("list", { name: "Build steps" })).toHaveTextContent("RUN npm cicached");
  expect(screen.getByRole("list", { name: "Build steps" })).toHaveTextContent("did not end");
  expect(screen.getByRole("list", { name: "Largest layers" })).toHaveTextContent("RUN npm ci");
});

test("aBuildThatIsNotKnownShowsNothing", () => {
  const { container } = render(<BuildSteps build={{ ...build, steps: [], image: null }} />);

  expect(container).toBeEmptyDOMElement();
});
