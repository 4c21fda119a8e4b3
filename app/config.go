package app

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"hilo/app/access"
	"hilo/app/bucket"
	"hilo/app/notify"
	"hilo/app/scan"
	"hilo/app/words"
	"hilo/db"
)

// Config is all that the operator decides: flags, or environment variables of
// the same name. The tags are read by kong.
type Config struct {
	Addr       string        `env:"HILO_ADDR" default:"127.0.0.1:3000" help:"Listen address."`
	URL        string        `env:"HILO_URL" default:"http://localhost:3000" help:"Public address: the only source of links in mails."`
	Database   string        `env:"HILO_DATABASE" default:"data/hilo.db" help:"SQLite file."`
	Files      string        `env:"HILO_FILES" default:"data/files" help:"Folder of attachments, or a bucket: s3://bucket?endpoint=https://s3.example.com&region=eu-west-1"`
	FilesKey   string        `env:"HILO_FILES_KEY" help:"Access key of the bucket."`
	FilesPass  string        `name:"files-secret" env:"HILO_FILES_SECRET" help:"Secret key of the bucket."`
	Spool      Size          `name:"files-spool" env:"HILO_FILES_SPOOL" help:"Bytes that may lie on this machine on their way to the bucket (1GB)."`
	SecretFile string        `env:"HILO_SECRET_FILE" default:"data/secret" help:"Keys; made on the first run, mode 0600."`
	SMTP       string        `env:"HILO_SMTP" help:"smtp://user:pass@host:587. Without it serve needs HILO_DEV=1."`
	MailFrom   string        `env:"HILO_MAIL_FROM" help:"Sender of mails; default no-reply@ the host of HILO_URL."`
	MailDelay  time.Duration `env:"HILO_MAIL_DELAY" default:"2m" help:"How long an answer may wait to be seen before a mail goes (guests: at once)."`
	PushDelay  time.Duration `env:"HILO_PUSH_DELAY" default:"10s" help:"How long an answer may wait to be seen before devices show it."`
	PushLoop   bool          `name:"push-allow-loopback" env:"HILO_PUSH_ALLOW_LOOPBACK" help:"Push to this machine too: for tests."`
	Programs   bool          `name:"allow-programs" env:"HILO_ALLOW_PROGRAMS" help:"Take programs and scripts as attachments too."`
	DayBytes   Size          `name:"bytes-a-day" env:"HILO_BYTES_A_DAY" help:"Files that one person may send in a day (1GB); off: no limit."`
	NobodyDay  Size          `name:"bytes-a-day-nobody" env:"HILO_BYTES_A_DAY_NOBODY" help:"Files that may come in a day from one network of people who are not signed in (200MB)."`
	Strangers  Size          `name:"bytes-a-day-strangers" env:"HILO_BYTES_A_DAY_STRANGERS" help:"Files that may come in a day from all who are not signed in (2GB)."`
	Waiting    Size          `name:"bytes-waiting" env:"HILO_BYTES_WAITING" help:"Files of one person that are not sent yet (500MB)."`
	DiskFiles  Size          `name:"disk-files" env:"HILO_DISK_FILES" help:"Free space below which no files are taken (500MB)."`
	DiskAll    Size          `name:"disk-all" env:"HILO_DISK_ALL" help:"Free space below which one can only read and sign in (100MB)."`
	Proxy      []string      `env:"HILO_PROXY" help:"Trusted proxies, CIDR list."`
	Subnet     int           `name:"codes-subnet" env:"HILO_CODES_SUBNET" default:"100" help:"Codes an hour that one IPv6 /56 may ask for."`
	Network    int           `name:"codes-network" env:"HILO_CODES_NETWORK" default:"300" help:"Codes an hour that one network may ask for: an IPv4 /24 or IPv6 /48."`
	Newcomers  int           `name:"newcomer-mails" env:"HILO_NEWCOMER_MAILS" default:"600" help:"Mails an hour to addresses that never proved themselves; what is above waits its turn."`
	Backup     string        `env:"HILO_BACKUP" help:"Backups while it is served: /mnt/backups?every=24h&keep=14"`
	NewSecret  bool          `kong:"-"` // a flag of serve: other keys than before are meant
	Name       string        `kong:"-"` // a flag of serve alone: staff add has a --name of its own
	Locale     string        `env:"HILO_LOCALE" default:"es" help:"First language: es or en."`
	Timezone   string        `env:"HILO_TIMEZONE" default:"UTC" help:"Time zone of the installation."`
	IDPatterns []string      `name:"id-patterns" env:"HILO_ID_PATTERNS" sep:" " help:"What else transaction IDs look like: regular expressions with a group each, a space between them."`
	Metrics    string        `env:"HILO_METRICS" help:"Address where Prometheus reads /metrics, apart from the public one: 127.0.0.1:9464."`
	Dev        bool          `env:"HILO_DEV" help:"Demo world, templates from disk, /dev/mail, codes on the page. Loopback only."`
}

// settings is Config after it was found to make sense.
type settings struct {
	Config
	zone   *time.Location
	smtp   *notify.SMTP
	ids    *scan.IDs      // of transactions
	backup *schedule      // nil: none
	bucket *bucket.Bucket // of files; nil: a folder
}

// check refuses what cannot work, each with a sentence that names the setting.
func (c Config) check() (settings, error) {
	s := settings{Config: c}
	s.URL = strings.TrimRight(s.URL, "/")
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" || !strings.EqualFold(s.URL, u.Scheme+"://"+u.Host) || (u.Scheme != "https" && u.Scheme != "http") {
		return s, fmt.Errorf("HILO_URL must be like https://help.example.com, not %q", c.URL)
	}
	if s.URL, err = origin(u); err != nil {
		return s, fmt.Errorf("HILO_URL: %w", err)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return s, fmt.Errorf("HILO_URL must begin with https://: cookies would travel in the clear (http is for localhost only)")
	}
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return s, fmt.Errorf("HILO_ADDR must be host:port, not %q", c.Addr)
	}
	if s.Dev && (!loopback(host) || !loopback(u.Hostname())) {
		return s, fmt.Errorf("HILO_DEV=1 shows codes to whoever asks: HILO_ADDR and HILO_URL must be on this machine (localhost)")
	}
	if s.Locale != "es" && s.Locale != "en" {
		return s, fmt.Errorf("HILO_LOCALE must be es or en, not %q", c.Locale)
	}
	var ok bool
	if s.zone, ok = words.Zone(s.Timezone); !ok {
		return s, fmt.Errorf("HILO_TIMEZONE is no time zone: %q (Europe/Madrid is one)", c.Timezone)
	}
	if s.ids, err = scan.NewIDs(s.IDPatterns...); err != nil {
		return s, fmt.Errorf("HILO_ID_PATTERNS: %w", err)
	}
	if err = cmp.Or(s.readFiles(), s.readSchedule(), s.checkMetrics()); err != nil {
		return s, err
	}
	s.DayBytes, s.NobodyDay, s.Strangers, s.Waiting = s.DayBytes.or(1<<30), s.NobodyDay.or(200<<20), s.Strangers.or(2<<30), s.Waiting.or(500<<20)
	s.Spool = s.Spool.or(1 << 30)
	s.DiskFiles, s.DiskAll = s.DiskFiles.or(500<<20), s.DiskAll.or(100<<20)
	if s.Subnet < 0 || s.Network < 0 || s.Newcomers < 0 {
		return s, fmt.Errorf("HILO_CODES_SUBNET, HILO_CODES_NETWORK and HILO_NEWCOMER_MAILS must not be negative")
	}
	if s.MailDelay < 0 || s.PushDelay < 0 {
		return s, fmt.Errorf("HILO_MAIL_DELAY and HILO_PUSH_DELAY must not be negative")
	}
	for _, p := range s.Proxy {
		p = strings.TrimSpace(p)
		if _, err := netip.ParsePrefix(p); err != nil {
			if _, err := netip.ParseAddr(p); err != nil {
				return s, fmt.Errorf("HILO_PROXY must be addresses or networks like 10.0.0.0/8, not %q", p)
			}
		}
	}
	if s.MailFrom, err = sender(s.MailFrom); err != nil {
		return s, fmt.Errorf("HILO_MAIL_FROM: %w", err)
	}
	if s.SMTP != "" {
		if s.smtp, err = notify.ParseSMTP(s.SMTP); err != nil {
			return s, err
		}
	}
	return s, s.built()
}

// budgets are those of codes; what was not set is as usual.
func (s settings) budgets() access.Budgets {
	usual := access.UsualBudgets
	return access.Budgets{
		Subnet: cmp.Or(s.Subnet, usual.Subnet), Network: cmp.Or(s.Network, usual.Network), Newcomers: cmp.Or(s.Newcomers, usual.Newcomers),
	}
}

// subject is who answers for our pushes: push services want a real address.
func (s settings) subject() string {
	switch {
	case strings.HasPrefix(s.URL, "https://"):
		return s.URL
	case s.MailFrom != "":
		return s.MailFrom
	}
	return "https://example.com" // development: Apple refuses localhost
}

// built refuses what is promised for later.
func (s settings) built() error {
	if s.Database == "" {
		return fmt.Errorf("HILO_DATABASE must name a file")
	}
	if db.IsPostgres(s.Database) {
		return fmt.Errorf("HILO_DATABASE: serving on PostgreSQL is not built yet; use an SQLite file")
	}
	return nil
}

// origin is u as browsers write it: small letters, other alphabets in punycode,
// and no port that goes without saying.
func origin(u *url.URL) (string, error) {
	usual := map[string]string{"https": ":443", "http": ":80"}
	host, err := access.Host(u.Hostname())
	if err != nil {
		return "", err
	}
	place := strings.Replace(u.Host, u.Hostname(), host, 1)
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(place), usual[u.Scheme]), nil
}

// sender is HILO_MAIL_FROM as every mail server takes it.
func sender(address string) (string, error) {
	at := strings.LastIndexByte(address, '@') + 1
	host, err := access.Host(address[at:])
	if err != nil || at == 0 {
		return address, err
	}
	if same, err := access.Host(address[:at]); err != nil || same != address[:at] {
		return "", fmt.Errorf("%q has letters before the @ that not every mail server takes", address)
	}
	return address[:at] + host, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
