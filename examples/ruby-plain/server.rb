require "socket"

server = TCPServer.new("0.0.0.0", Integer(ENV.fetch("PORT", "4567")))
trap("TERM") { exit }
body = "#{ENV.fetch('GREETING', 'Hello from Ruby')}\n"
loop do
  client = server.accept
  while (line = client.gets) && line != "\r\n"; end
  client.write "HTTP/1.1 200 OK\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}"
  client.close
end
