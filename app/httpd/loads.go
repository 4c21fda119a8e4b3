package httpd

import (
	"os"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

const (
	maxLoads    = 16 // files that one person is sent at a time
	alwaysLoads = 2  // of these, whatever others are sent
)

// loads counts files that are being sent. Each holds a descriptor until its reader,
// however slow, has all of it.
type loads struct {
	mu   sync.Mutex
	most int // of all
	all  int
	of   map[Asker]int
}

// newLoads leaves most of the descriptors to the database, the log and what comes in.
func newLoads(descriptors int) *loads {
	return &loads{most: max(8, min(descriptors/8, 4096)), of: map[Asker]int{}}
}

// begin takes one of whom's; end gives it back. False: there is none.
func (l *loads) begin(whom Asker) (end func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of[whom] >= maxLoads || l.all >= l.most && l.of[whom] >= alwaysLoads {
		return nil, false
	}
	l.all++
	l.of[whom]++
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.all--
		if l.of[whom]--; l.of[whom] == 0 {
			delete(l.of, whom)
		}
	}), true
}

// SendFile answers c with all of file, which it closes, if whom may be sent one more;
// else fault TooMany.
func (s *Server) SendFile(c *fiber.Ctx, whom Asker, file *os.File) error {
	end, ok := s.loads.begin(whom)
	if !ok {
		file.Close()
		RetryAfter(c, 5*time.Second)
		return fault.Say(fault.TooMany, "problem.too_many")
	}
	sent := &sentFile{file, end}
	info, err := file.Stat()
	if err != nil {
		sent.Close()
		return err
	}
	return c.SendStream(sent, int(info.Size())) // fasthttp closes it
}

// sentFile is one of loads.
type sentFile struct {
	*os.File
	end func()
}

// Close lets the next be sent.
func (f *sentFile) Close() error {
	defer f.end()
	return f.File.Close()
}
