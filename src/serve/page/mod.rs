//! The graph on a page: asked, drawn and read in a browser.
//!
//! In: requests of a browser on this machine. Out: the page, and what it asks for as JSON ([`routes`] lists it). The page
//! only reads; a graph is changed by the shell and by scripts. No other machine can ask unless the address says so, and
//! no page of another site can: a request must name this host, and answers forbid what the page does not need.

mod evidence;
mod routes;

pub use routes::{Question, Site};

use routes::{Method, Reply, Request};
use std::io::{self, Read};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use tiny_http::{Header, Response};

/// How many requests are answered at a time.
const WORKERS: usize = 4;
/// The longest request.
const LONGEST: u64 = 1 << 20;
/// What the page may load and do.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A server that waits for a browser.
pub struct Server {
    http: tiny_http::Server,
    site: Arc<Site>,
    address: SocketAddr,
}

impl Server {
    /// Takes an address; port 0 is one that is free.
    ///
    /// # Errors
    ///
    /// Where the address cannot be had.
    pub fn bind(site: Site, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let http = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
        Ok(Self { http, site: Arc::new(site), address })
    }

    /// Returns the address that was taken.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the program ends.
    pub fn run(&self) {
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Ok(request) = self.http.recv() {
                        // Whoever asked may be gone; the next one is not.
                        let _ = self.answer(request);
                    }
                });
            }
        });
    }

    fn answer(&self, mut request: tiny_http::Request) -> io::Result<()> {
        let host = request.headers().iter().find(|header| header.field.equiv("Host")).map(|h| h.value.to_string());
        let reply = if is_meant(host.as_deref(), self.address) {
            let mut body = Vec::new();
            request.as_reader().take(LONGEST + 1).read_to_end(&mut body)?;
            let method = match request.method() {
                tiny_http::Method::Get | tiny_http::Method::Head => Some(Method::Get),
                tiny_http::Method::Post => Some(Method::Post),
                _ => None,
            };
            match method {
                _ if body.len() as u64 > LONGEST => Reply::refused(413, "the request is too long"),
                Some(method) => self.site.answer(&Request { method, url: request.url(), body: &body }),
                None => Reply::refused(405, "only GET and POST are answered"),
            }
        } else {
            Reply::refused(421, "the request is meant for another host")
        };
        let mut response = Response::from_data(reply.body).with_status_code(reply.status);
        let headers = [
            ("Content-Type", reply.media_type),
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ];
        let named = reply.file.map(|name| format!("attachment; filename=\"{name}\""));
        let named = named.as_deref().map(|value| ("Content-Disposition", value));
        for (name, value) in headers.into_iter().chain(named) {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        request.respond(response)
    }
}

/// Tells whether a request names this host: a name that another site has led here is none of ours.
///
/// Where the address is open to other machines, they may call this one by any name.
fn is_meant(host: Option<&str>, address: SocketAddr) -> bool {
    if !address.ip().is_loopback() {
        return true;
    }
    let Some((name, port)) = host.map(|host| host.rsplit_once(':').unwrap_or((host, "80"))) else { return false };
    let name = name.trim_matches(['[', ']']);
    let ours =
        name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    ours && port.parse() == Ok(address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let address: SocketAddr = "127.0.0.1:8420".parse().unwrap();
        let meant = |host: &str| is_meant(Some(host), address);
        assert!(meant("127.0.0.1:8420") && meant("localhost:8420") && meant("[::1]:8420"));
        assert!(
            !meant("evil.example:8420") && !meant("localhost:80") && !meant("localhost") && !meant("10.0.0.1:8420")
        );
        assert!(!is_meant(None, address));
        assert!(is_meant(Some("desk.example"), "0.0.0.0:80".parse().unwrap()));
    }
}
