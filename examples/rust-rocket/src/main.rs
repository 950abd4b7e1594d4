#[macro_use]
extern crate rocket;

#[get("/")]
fn greet() -> &'static str {
    "Hello from Rocket\n"
}

#[launch]
fn launch() -> _ {
    rocket::build().mount("/", routes![greet])
}
