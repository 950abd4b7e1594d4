defmodule Greeting.MixProject do
  use Mix.Project

  def project, do: [app: :greeting, version: "1.0.0", elixir: "~> 1.16", deps: [{:bandit, "~> 1.6"}]]
  def application, do: [mod: {Greeting, []}, extra_applications: [:logger]]
end
