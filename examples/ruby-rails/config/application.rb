require "rails"
require "action_controller/railtie"

class Greeting < Rails::Application
  config.load_defaults 8.0
  config.secret_key_base = ENV.fetch("SECRET_KEY_BASE", "only-for-the-build")
  config.hosts.clear
  routes.append do
    get "/up", to: "rails/health#show"
    get "/", to: ->(_) { [200, {}, ["Hello from Rails\n"]] }
  end
end
