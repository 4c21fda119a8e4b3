package doctor_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/sitetest"
)

// proxy is a real one with TLS before a real site, and what is wrong with it.
type proxy struct {
	claims   bool          // passes on what the request claims of who asks, and adds nothing
	silent   bool          // says nothing of who asks
	hides    bool          // names itself as the host that was asked for
	holds    bool          // keeps streams back
	cuts     bool          // ends streams after their beginning
	largest  int64         // bytes of a body that it takes; 0: all
	breaks   int64         // bytes of a body after which it hangs up; 0: none
	leads    string        // to another address
	answers  int           // by itself, with this status
	clockOff time.Duration // of its Date
	plain    bool          // without TLS
}

// before starts p before a site that is made for it. The site beats every few moments.
func (p proxy) before(t *testing.T, changes ...func(*sitetest.Plan)) (site *sitetest.Site, roots *x509.CertPool) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	site = sitetest.Start(t, append([]func(*sitetest.Plan){func(plan *sitetest.Plan) {
		plan.Config.URL, plan.Config.Proxy, plan.Empty = "https://localhost:"+port, []string{"127.0.0.1"}, true
	}}, changes...)...)
	site.Web.BeatEvery(50 * time.Millisecond)
	server := &httptest.Server{Listener: ln, Config: &http.Server{Handler: p.handler(site), ErrorLog: log.New(io.Discard, "", 0)}}
	if t.Cleanup(server.Close); p.plain {
		server.Start()
		return site, nil
	}
	var cert tls.Certificate
	cert, roots = authority(t, "localhost")
	server.EnableHTTP2, server.TLS = true, &tls.Config{Certificates: []tls.Certificate{cert}}
	server.StartTLS()
	return site, roots
}

func (p proxy) handler(site *sitetest.Site) http.Handler {
	to := &url.URL{Scheme: "http", Host: site.Addr}
	pass := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			if claimed := r.In.Header["X-Forwarded-For"]; !p.silent {
				r.Out.Header["X-Forwarded-For"] = claimed
			}
			if !p.claims && !p.silent {
				r.SetXForwarded()
			}
			if r.Out.Host = r.In.Host; p.hides {
				r.Out.Host = "backend.internal"
			}
		},
		ModifyResponse: func(a *http.Response) error {
			if p.cuts && strings.HasPrefix(a.Header.Get("Content-Type"), "text/event-stream") {
				a.Body = &beginning{a.Body, false}
			}
			a.Header.Set("Date", site.Plan.Now().Add(p.clockOff).UTC().Format(http.TimeFormat))
			return nil
		},
		ErrorLog: log.New(io.Discard, "", 0),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case p.leads != "":
			http.Redirect(w, r, p.leads, http.StatusMovedPermanently)
		case p.answers > 0:
			w.WriteHeader(p.answers)
		case p.largest > 0 && r.ContentLength > p.largest:
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		default:
			if p.breaks > 0 && r.ContentLength > 0 {
				r.Body = http.MaxBytesReader(w, r.Body, p.breaks)
			}
			if p.holds {
				w = holding{w}
			}
			pass.ServeHTTP(w, r)
		}
	})
}

// beginning is what a body gives first, and then no more.
type beginning struct {
	io.ReadCloser
	gave bool
}

func (b *beginning) Read(p []byte) (int, error) {
	if b.gave {
		return 0, io.ErrUnexpectedEOF
	}
	b.gave = true
	return b.ReadCloser.Read(p)
}

// holding keeps what it is given until there is much of it.
type holding struct{ http.ResponseWriter }

// authority makes a certificate for names, and the pool that trusts it.
func authority(t *testing.T, names ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: names, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(0, 0).AddDate(500, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	ok(t, err)
	signed, err := x509.ParseCertificate(der)
	ok(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(signed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
