#!/usr/bin/perl
# A small web server on Perl's core modules: one process per connection.
use strict;
use warnings;
use IO::Socket::INET;

my $port = $ENV{PORT} || 8080;
exit check() if @ARGV && $ARGV[0] eq '--check';

$| = 1;
my $listener = IO::Socket::INET->new(
    LocalAddr => '0.0.0.0',
    LocalPort => $port,
    Listen    => 128,
    ReuseAddr => 1,
) or die "cannot listen on port $port: $!\n";
print "listening on port $port\n";

my $stopping = 0;
$SIG{TERM} = $SIG{INT} = sub { $stopping = 1; close $listener };
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';    # ended children leave no zombies

until ($stopping) {
    my $connection = $listener->accept or next;
    my $child = fork;
    if (!defined $child) {
        print STDERR "cannot fork: $!\n";
    }
    elsif ($child == 0) {
        $SIG{TERM} = $SIG{INT} = 'IGNORE';    # an answer that has begun is finished
        close $listener;
        serve($connection);
        exit 0;
    }
    close $connection;
}
print "finishing open requests\n";
1 while wait > 0;
print "stopped\n";

sub serve {
    my ($connection) = @_;
    $SIG{ALRM} = sub { exit 0 };    # a client that never finishes its request
    alarm 30;
    my $request = <$connection> // return;
    while (defined(my $line = <$connection>)) { last if $line =~ /^\r?\n$/ }

    my ($method, $path) = $request =~ m{^([A-Z]+) ([^ ?]+)(?:\?\S*)? HTTP/1\.[01]\r?\n$}
        or return answer($connection, 'GET', '400 Bad Request', "bad request\n");
    return answer($connection, $method, '405 Method Not Allowed', "only GET and HEAD\n")
        unless $method eq 'GET' || $method eq 'HEAD';
    return answer($connection, $method, '200 OK', "ok\n") if $path eq '/healthz';
    return answer($connection, $method, '404 Not Found', "not found\n") if $path ne '/';

    my $greeting = $ENV{GREETING} || 'Hello from a Dockerfile';
    my $release  = $ENV{AUTOSTACK_RELEASE} || 'not set';
    answer($connection, $method, '200 OK', "$greeting\nrelease: $release\n");
}

sub answer {
    my ($connection, $method, $status, $body) = @_;
    my $head = join "\r\n", "HTTP/1.1 $status", 'Content-Type: text/plain; charset=utf-8',
        'Content-Length: ' . length $body, 'Connection: close', '', '';
    print $connection $method eq 'HEAD' ? $head : $head . $body;
    close $connection;
}

# The container's own health check: 0 when the server answers 200.
sub check {
    my $connection = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 2) or return 1;
    print $connection "GET /healthz HTTP/1.0\r\n\r\n";
    return (<$connection> // '') =~ m{^HTTP/1\.[01] 200 } ? 0 : 1;
}
