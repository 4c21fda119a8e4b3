package doctor_test

import (
	"crypto/x509"
	"net"
	"regexp"
	"testing"
	"time"

	"hilo/app"
	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/doctor"
	"hilo/app/probe"
	"hilo/app/sitetest"
)

// looks examines a site through its public address.
func looks(t *testing.T, site *sitetest.Site, roots *x509.CertPool, prompt time.Duration) doctor.Report {
	t.Helper()
	secret, err := access.ReadSecret(site.Plan.Config.SecretFile)
	ok(t, err)
	p := doctor.Public{URL: site.URL, Listens: site.Addr, Key: secret.Key(probe.Key), Roots: roots, Now: site.Plan.Now, Lasts: 300 * time.Millisecond, Prompt: prompt, Tell: func(string) {}}
	server, saw := p.Beside(t.Context(), app.Version())
	return append(doctor.Report{server.Of("server")}, p.Check(t.Context(), saw)...)
}

// says fails unless each check that is named has its result and words.
func says(t *testing.T, what string, r doctor.Report, want map[string]string) {
	t.Helper()
	for _, l := range r {
		words, named := want[l.Check]
		if !named {
			words = "^ok"
		}
		if !regexp.MustCompile(words).MatchString(string(l.Result) + " " + l.Says) {
			t.Errorf("%s: %s is %q, %s; want %s", what, l.Check, l.Result, l.Says, words)
		}
		delete(want, l.Check)
	}
	for check := range want {
		t.Errorf("%s: there is no line of %s", what, check)
	}
}

const calm = 20 * time.Second

// Through a proxy that does what it should all is well; each thing that one does wrong is
// told, and what to do.
func TestProxies(t *testing.T) {
	t.Parallel()
	small := int64(1 << 20)
	const tooSmall = "^fix the proxy refuses a form of 250 MB.*client_max_body_size 260m"
	for name, tt := range map[string]struct {
		proxy proxy
		named []string // in HILO_PROXY
		want  map[string]string
	}{
		"good": {proxy{}, []string{"127.0.0.1"}, map[string]string{}},
		"not named, with a small body": {proxy{largest: small}, nil, map[string]string{
			"client address": "^fix .*at 127.0.0.1 is not named.*HILO_PROXY=127.0.0.1$", "upload": tooSmall}},
		"another is named": {proxy{largest: small}, []string{"10.0.0.0/8"}, map[string]string{
			"client address": "^fix .*HILO_PROXY=10.0.0.0/8,127.0.0.1$", "upload": tooSmall}},
		"believes who asks, and ends streams": {proxy{claims: true, cuts: true, largest: small}, []string{"127.0.0.1"}, map[string]string{
			"client address": "^fix whoever asks can say that they are somebody else", "stream": "^fix the proxy ends streams after [0-9.]+ seconds", "upload": tooSmall}},
		"says nothing, and breaks off": {proxy{silent: true, breaks: small}, []string{"127.0.0.1"}, map[string]string{
			"client address": "^fix the proxy at 127.0.0.1 does not say who asks", "upload": "^fix .*client_max_body_size"}},
		"says nothing, and is not named": {proxy{claims: true, largest: small}, nil, map[string]string{
			"client address": "^fix the proxy at 127.0.0.1 does not say who asks.*HILO_PROXY=127.0.0.1$", "upload": tooSmall}},
		"has another time": {proxy{clockOff: time.Hour, largest: small}, []string{"127.0.0.1"}, map[string]string{
			"clock": "^fix it is .* behind", "upload": tooSmall}},
		"had another time": {proxy{clockOff: -time.Hour, largest: small}, []string{"127.0.0.1"}, map[string]string{
			"clock": "^fix it is .* ahead", "upload": tooSmall}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, roots := tt.proxy.before(t, func(p *sitetest.Plan) { p.Config.Proxy = tt.named })
			says(t, name, looks(t, site, roots, calm), tt.want)
		})
	}
}

// Where Hilo is not behind the public address, what is there instead is told.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	rest := func(more map[string]string) map[string]string {
		for _, check := range []string{"clock", "client address", "stream", "upload"} {
			if more[check] == "" {
				more[check] = "^not checked"
			}
		}
		return more
	}
	for name, tt := range map[string]struct {
		proxy proxy
		want  map[string]string
	}{
		"another site":     {proxy{leads: "https://www.example.com/"}, map[string]string{"public address": "^fix it leads to https://www.example.com/", "clock": "."}},
		"nothing behind":   {proxy{answers: 502}, map[string]string{"public address": "^fix the proxy answers 502.*127.0.0.1:", "clock": "."}},
		"another server":   {proxy{answers: 404}, map[string]string{"public address": "^fix it answers 404.*another", "clock": "."}},
		"too many":         {proxy{answers: 429}, map[string]string{"public address": "^not checked it answers 429", "clock": "."}},
		"no TLS":           {proxy{plain: true}, map[string]string{"public address": "^not checked", "certificate": "^fix .*does not speak TLS"}},
		"the name of none": {proxy{hides: true}, map[string]string{"public address": "^fix .*proxy_set_header Host", "clock": "."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, roots := tt.proxy.before(t, func(p *sitetest.Plan) {
				if tt.proxy.hides {
					p.Listen = elsewhere // a proxy on another machine
					p.Config.Proxy = nil
				}
			})
			says(t, name, looks(t, site, roots, calm), rest(tt.want))
		})
	}
}

// elsewhere makes a listener to which all come from another machine.
func elsewhere(ln net.Listener) net.Listener { return far{ln} }

type far struct{ net.Listener }

func (f far) Accept() (net.Conn, error) {
	conn, err := f.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return farConn{conn.(*net.TCPConn)}, nil
}

type farConn struct{ *net.TCPConn }

func (farConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 1, 2, 3), Port: 4567} }

// A proxy that keeps streams back is found out, however long it does.
func TestStreamHeldBack(t *testing.T) {
	t.Parallel()
	site, roots := proxy{holds: true, largest: 1}.before(t)
	r := looks(t, site, roots, calm/4)
	for _, l := range r {
		if l.Check == "stream" && (l.Result != doctor.Fix || !regexp.MustCompile("holds streams back.*proxy_buffering off").MatchString(l.Says)) {
			t.Errorf("%+v", l)
		}
	}
}

// What is cut off by the time that is left is not called wrong.
func TestTimeIsOver(t *testing.T) {
	t.Parallel()
	site, roots := proxy{}.before(t)
	ok(t, desk.Reindex(t.Context(), site.DB))
	cfg, x := site.Plan.Config, examination()
	x.Roots, x.Stream, x.Within = roots, time.Hour, 3*time.Second
	for _, l := range app.Doctor(t.Context(), cfg, x) {
		if l.Result == doctor.Fix && l.Check != "folder" || l.Check == "stream" && l.Result != doctor.NotChecked {
			t.Errorf("%+v", l)
		}
	}
}

// Without a proxy, on this machine, there is no certificate and nobody between.
func TestNoProxy(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Empty, p.Now = true, time.Now })
	site.Web.BeatEvery(50 * time.Millisecond)
	says(t, "direct", looks(t, site, nil, calm), map[string]string{"certificate": "^not checked.*http", "client address": "^ok no proxy"})
}

// A server that is gone is told as such, and what goes through it is not checked.
func TestServerGone(t *testing.T) {
	t.Parallel()
	gone := map[string]string{"server": "^not checked no server answers", "client address": "^not checked", "stream": "^not checked", "upload": "^not checked"}
	site, roots := proxy{}.before(t)
	ends(site)
	r := looks(t, site, roots, calm)
	gone["public address"], gone["clock"] = "^not checked it answers 502", "."
	says(t, "behind a proxy", r, gone)

	site = sitetest.Start(t, func(p *sitetest.Plan) { p.Empty = true })
	ends(site)
	says(t, "alone", looks(t, site, nil, calm), map[string]string{"server": "^not checked", "public address": "^not checked nobody listens", "certificate": "^not checked", "clock": "^not checked", "client address": "^not checked", "stream": "^not checked", "upload": "^not checked"})
}

// ends a site that has begun.
func ends(site *sitetest.Site) {
	site.Stranger().Get("/healthz")
	site.Stop()
}

// Another program at the address, or one with other keys or another time, is told from ours.
func TestAnotherServer(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Empty = true })
	secret, err := access.ReadSecret(site.Plan.Config.SecretFile)
	ok(t, err)
	right := doctor.Public{URL: site.URL, Listens: site.Addr, Key: secret.Key(probe.Key), Now: site.Plan.Now, Prompt: calm}
	for name, tt := range map[string]struct {
		change  func(*doctor.Public)
		version string
		want    string
		known   bool
	}{
		"right":           {func(*doctor.Public) {}, app.Version(), "^ok hilo .* answers at", true},
		"other keys":      {func(p *doctor.Public) { p.Key = []byte("others") }, app.Version(), "^fix .*another secret file", false},
		"no keys":         {func(p *doctor.Public) { p.Key = nil }, app.Version(), "^not checked without the secret file", false},
		"another version": {func(*doctor.Public) {}, "hilo 99.0.0", "^fix hilo .* is served, this is hilo 99.0.0", true},
		"another address": {func(p *doctor.Public) { p.URL = "https://help.example.com" }, app.Version(), "^fix it is served at http://localhost", true},
		"nobody":          {func(p *doctor.Public) { p.Listens = "127.0.0.1:1" }, app.Version(), "^not checked no server answers", false},
	} {
		p := right
		tt.change(&p)
		l, saw := p.Beside(t.Context(), tt.version)
		if says(t, name, doctor.Report{l.Of("server")}, map[string]string{"server": tt.want}); (saw != nil) != tt.known {
			t.Errorf("%s: known %v", name, saw != nil)
		}
	}
}
