package core

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/httpd"
	"hilo/app/limits"
	"hilo/app/live"
	"hilo/app/notify"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/app/words"
	"hilo/views"
)

// Core is what every room of the web has in common.
type Core struct {
	Parts
	HTTP    *httpd.Server
	Views   fiber.Views
	Cookies cookieNames
	Streams *live.Streams
	Made    *Made                    // pages and their parts
	unread  *live.Shared[int64, int] // tickets of a person, for their streams
	floods  *limits.Floods
	full    sync.Once // said
}

// New returns a core for these parts; nothing runs yet.
func New(p Parts) (*Core, error) {
	h, err := httpd.New(httpd.Options{
		URL: p.Options.URL, Proxies: p.Options.Proxies, Largest: LargestForm() + maxWaste, Earlier: p.Earlier,
	})
	if err != nil {
		return nil, err
	}
	kept := madeMost
	if p.Options.ViewsDir != "" {
		kept = 0
	}
	c := &Core{
		Made: NewMade(kept), Parts: p, HTTP: h, Views: views.New(p.Options.ViewsDir), Streams: live.NewStreams(p.Bell), unread: live.NewShared[int64, int](), Cookies: cookieNamesOf(h), floods: limits.NewFloods(time.Now),
	}
	c.Streams.Most = h.Streams()
	return c, nil
}

// StopStreams ends the open streams, and lets connections that never spoke go.
func (s *Core) StopStreams() {
	s.Streams.Stop()
	s.HTTP.Hush()
}

// Parts are what the server stands on.
type Parts struct {
	Desk     *desk.Desk
	Erasures *privacy.Erasures
	Exports  *privacy.Exports
	Auth     *access.Auth
	Files    *files.Store
	Disk     *files.Disk
	Words    *words.Catalogue
	Bell     *live.Bell
	Notify   *notify.Notifier
	Box      *outbox.Box  // what was given up
	Ready    func() error // nil when the database answers
	Now      func() time.Time
	Secret   *access.Secret
	Options  Options

	Earlier       func(ctx context.Context, name string) ([]byte, error) // a static file of another program; nil: there is none
	BackupDays    func(context.Context) (days int, made bool, err error) // that backups are kept; 0: nobody knows
	BackupFailure func() (since time.Time, why string)                   // "": the last went well, or there are none
}

// Options are what the operator decides.
type Options struct {
	URL      string         // public address, without a slash at the end
	Name     string         // of the installation
	Locale   string         // first language
	Zone     *time.Location // of the installation
	Proxies  []string       // trusted proxies, CIDR or address
	Bytes    ByteLimits     // of files
	Version  string         // of this program
	Dev      bool           // demo world: /dev/mail, codes on the page
	ViewsDir string         // templates are read from there anew; development only
}
