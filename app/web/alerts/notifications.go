package alerts

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

// notificationsPage is what happened on a person's tickets, newest first.
type notificationsPage struct {
	core.Page
	News   []notificationPart
	Stream string // tells when there is more
}

// notificationPart is one thing that happened.
type notificationPart struct {
	Href, Said, Subject string
	Number              int64
	Unread              bool
	At                  time.Time
	When                string
}

// unreadTickets are what the worker asks for: alerts of others are over.
type unreadTickets struct {
	Unread []int64 `json:"unread"` // numbers
}

// ShowNotifications: GET /notifications. Looking at the list reads none of them.
func (s *Handlers) ShowNotifications(c *fiber.Ctx) error {
	v := s.CurrentViewer(c)
	if c.Vary(fiber.HeaderAccept); c.Get(fiber.HeaderAccept) == fiber.MIMEApplicationJSON {
		numbers, err := s.Desk.Lists.UnreadNumbers(c.UserContext(), v.Actor)
		if err != nil {
			return err
		}
		return c.JSON(unreadTickets{append([]int64{}, numbers...)})
	}
	news, err := s.Desk.Lists.News(c.UserContext(), v.Actor)
	if err != nil {
		return err
	}
	p := notificationsPage{Page: s.Page(c, "news.title"), Stream: fmt.Sprintf("/tickets/live?after=%d&unread=%d", v.Person.InboxSeq, v.Unread)}
	p.Here, p.Sheet = "news", "list.css"
	for i := range news {
		e := &news[i]
		p.News = append(p.News, notificationPart{
			Href: e.Path(), Said: e.Sentence(v.Localizer, false), Subject: e.Subject, Number: e.Ticket,
			Unread: !e.Seen, At: e.At, When: v.Localizer.Short(e.At, s.Now()),
		})
	}
	return s.Render(c, "alerts/notifications", p)
}
