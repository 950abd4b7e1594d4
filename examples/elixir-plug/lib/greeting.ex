defmodule Greeting do
  use Application
  import Plug.Conn

  def start(_type, _arguments) do
    port = String.to_integer(System.get_env("PORT") || "4000")
    Supervisor.start_link([{Bandit, plug: __MODULE__, port: port}], strategy: :one_for_one)
  end

  def init(options), do: options
  def call(conn, _options), do: send_resp(conn, 200, "Hello from Plug\n")
end
