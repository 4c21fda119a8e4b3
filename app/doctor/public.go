package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"time"

	"hilo/app/probe"
)

// Public is the way to an installation that people take.
type Public struct {
	URL     string           // HILO_URL
	Listens string           // where the server is found from its own machine, host:port
	Key     []byte           // of the secret file, for checks; nil: nothing can be asked
	Roots   *x509.CertPool   // whom to trust; nil: the authorities that the system trusts
	Now     func() time.Time // the clock that is checked
	Lasts   time.Duration    // how long a stream is listened to
	Prompt  time.Duration    // how long it may take to answer, connect and deliver
	Tell    func(string)     // hears what takes long
	client  *http.Client     // made by Check
	marker  netip.Addr       // whom a request claims to come from
}

// The checks of what comes through the public address.
const (
	publicAddress = "public address"
	certificate   = "certificate"
	clock         = "clock"
	clientAddress = "client address"
	stream        = "stream"
	upload        = "upload"
)

// OfPublic are the lines of Check.
var OfPublic = []string{publicAddress, certificate, clock, clientAddress, stream, upload}

// Beside asks the server at Listens by itself. saw is nil unless one of this data folder answers.
func (p Public) Beside(ctx context.Context, version string) (l Line, saw *probe.Sight) {
	if p.Key == nil {
		return Skip("without the secret file nothing can be asked"), nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.Prompt)
	defer cancel()
	p.client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: stay}
	answer, err := p.ask(ctx, http.MethodGet, "http://"+p.Listens, probe.Seen, nil)
	if err != nil {
		return Skip("no server answers at %s (HILO_ADDR): start it for the checks through the public address", p.Listens), nil
	}
	if saw = new(probe.Sight); read(answer, saw) != nil {
		return ToFix("what answers at %s (HILO_ADDR) is another program, an older hilo, or one with another secret file: start hilo serve anew there, or give the command with its settings", p.Listens), nil
	}
	switch {
	case saw.Version != version:
		return ToFix("%s is served, this is %s: start the server anew", saw.Version, version), saw
	case saw.URL != p.URL:
		return ToFix("it is served at %s, but HILO_URL is %s here: start the server anew, or give the command with its settings", saw.URL, p.URL), saw
	}
	return OK("%s answers at %s", saw.Version, p.Listens), saw
}

// Check looks through the public address. beside is what the server said by itself, if it did.
func (p Public) Check(ctx context.Context, beside *probe.Sight) Report {
	u, err := url.Parse(p.URL)
	if err != nil {
		return unchecked("HILO_URL is none", ToFix("%v", err))
	}
	conn, err := p.connect(ctx, u)
	if err != nil {
		return unchecked("the public address is not reached", p.unreached(u, err, beside).Within(ctx))
	}
	cert, trusted := p.certificate(ctx, u, conn)
	cert = cert.Within(ctx)
	switch {
	case !trusted:
		return unchecked("it is not asked by a certificate that does not hold", Line{}, cert)
	case p.Key == nil:
		return unchecked("without the secret file nothing can be asked", Line{}, cert)
	}
	p.client = p.through()
	p.marker = marker()
	var from net.Addr
	saw, date, answers := p.answers(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) { from = c.Conn.LocalAddr() }}), beside)
	r := Report{answers.Of(publicAddress), cert.Of(certificate), p.clock(date).Of(clock)}
	if saw == nil {
		return unchecked("Hilo is not reached through the public address", answers.Within(ctx), cert, p.clock(date))
	}
	r = append(r, judge(saw, p.marker, from.String() == saw.Peer).Of(clientAddress))
	p.Tell(fmt.Sprintf("through %s: listening to a stream for %.0f seconds, and sending %s", p.URL, p.Lasts.Seconds(), Size(saw.Upload)))
	return append(r, All(ctx,
		Check{stream, func(ctx context.Context) Line { return p.stream(ctx, saw) }},
		Check{upload, func(ctx context.Context) Line { return p.upload(ctx, saw) }})...)
}

// unchecked are all lines, of which the first are known.
func unchecked(why string, known ...Line) (r Report) {
	for i, name := range OfPublic {
		l := Skip("%s", why)
		if i < len(known) && known[i].Says != "" {
			l = known[i]
		}
		r = append(r, l.Of(name))
	}
	return r
}

// through is a client of the public address, as a browser is one.
func (p Public) through() *http.Client {
	return &http.Client{CheckRedirect: stay, Transport: &http.Transport{
		DialContext: (&net.Dialer{Timeout: p.Prompt}).DialContext, TLSHandshakeTimeout: p.Prompt,
		TLSClientConfig: &tls.Config{RootCAs: p.Roots}, ForceAttemptHTTP2: true,
		ExpectContinueTimeout: p.Prompt / 10,
	}}
}

// stay follows no redirect.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// ask sends a signed request.
func (p Public) ask(ctx context.Context, method, origin string, what probe.What, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, origin+probe.Path, body)
	if err != nil {
		return nil, err
	}
	if u, err := url.Parse(p.URL); err == nil {
		r.Host = u.Host
	}
	r.Header.Set(probe.Header, probe.Sign(p.Key, what, p.Now()))
	if p.marker.IsValid() {
		r.Header.Set("X-Forwarded-For", p.marker.String())
	}
	if sized, is := body.(*zeros); is {
		r.ContentLength = sized.left
		r.Header.Set("Expect", "100-continue") // who refuses it says so before it is sent
	}
	return p.client.Do(r)
}

// read is what answer holds, in JSON; an error says that it is none.
func read(answer *http.Response, into any) error {
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", answer.Status)
	}
	return json.NewDecoder(io.LimitReader(answer.Body, 64<<10)).Decode(into)
}

// answers tells whether the public address leads to this installation; saw is what it saw.
func (p Public) answers(ctx context.Context, beside *probe.Sight) (saw *probe.Sight, date string, l Line) {
	ctx, cancel := context.WithTimeout(ctx, p.Prompt)
	defer cancel()
	answer, err := p.ask(ctx, http.MethodGet, p.URL, probe.Seen, nil)
	if err != nil {
		if beside == nil {
			return nil, "", Skip("no answer, but no server is known to run: %v", bare(err))
		}
		return nil, "", ToFix("it takes connections and does not answer: let the proxy pass on to %s (%v)", p.Listens, bare(err))
	}
	date, saw = answer.Header.Get("Date"), new(probe.Sight)
	if err := read(answer, saw); err == nil {
		return saw, date, OK("%s leads here", p.URL)
	}
	return nil, date, p.elsewhere(answer, beside)
}

// elsewhere words an answer that is not of this installation.
func (p Public) elsewhere(answer *http.Response, beside *probe.Sight) Line {
	to, status := answer.Header.Get("Location"), answer.StatusCode
	switch {
	case status/100 == 3:
		return ToFix("it leads to %s: set HILO_URL to where people arrive, or pass requests on to %s", to, p.Listens)
	case status == http.StatusMisdirectedRequest:
		return ToFix("the proxy asks for another host than it was asked for: let it pass that on (nginx: proxy_set_header Host $host;), or name it in HILO_PROXY")
	case beside == nil:
		return Skip("it answers %s, but no server of this data folder is known to run", answer.Status)
	case status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout:
		return ToFix("the proxy answers %s: let it pass requests on to %s", answer.Status, p.Listens)
	case status == http.StatusTooManyRequests:
		return Skip("it answers %s: try again in a minute", answer.Status)
	}
	return ToFix("it answers %s as the server at %s would not: the name or the proxy leads to another, or does not pass all paths and headers on (%s, %s)", answer.Status, p.Listens, probe.Path, probe.Header)
}

// mostSkew is how wrong a clock may be before what runs out does so noticeably early or late.
const mostSkew = 30 * time.Second

// clock holds ours against that of the public address.
func (p Public) clock(date string) Line {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return Skip("the public address tells no time")
	}
	off := p.Now().Sub(theirs).Round(time.Second)
	switch {
	case off > mostSkew:
		return ToFix("it is %v ahead of the public address's: let the system keep time (timedatectl set-ntp true), on both if they are two", off)
	case off < -mostSkew:
		return ToFix("it is %v behind the public address's: let the system keep time (timedatectl set-ntp true), on both if they are two", -off)
	}
	return OK("as that of the public address")
}
