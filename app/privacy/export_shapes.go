package privacy

import (
	"time"

	"hilo/app/desk"
)

// The shapes of data.json. Names follow the routes; times are RFC 3339 in UTC.
type (
	dataPerson struct {
		Email     string     `json:"email"`
		Name      string     `json:"name,omitempty"`
		Locale    string     `json:"locale,omitempty"`
		Timezone  string     `json:"timezone,omitempty"`
		CreatedAt time.Time  `json:"created_at"`
		AccountAt *time.Time `json:"account_at,omitempty"`
	}
	dataDraft struct {
		Ticket    int64             `json:"ticket,omitempty"`
		Subject   string            `json:"subject,omitempty"`
		Body      string            `json:"body"`
		Details   map[string]string `json:"details,omitempty"` // of what was asked for
		UpdatedAt time.Time         `json:"updated_at"`
		Files     []dataFile        `json:"files,omitempty"`
	}
	dataTicket struct {
		Number   int64       `json:"number"`
		Subject  string      `json:"subject"`
		Topic    string      `json:"topic"`
		Status   desk.Status `json:"status"`
		Name     string      `json:"name,omitempty"`
		Locale   string      `json:"locale,omitempty"`
		Score    string      `json:"score,omitempty"`
		OpenedAt time.Time   `json:"opened_at"`
		LastAt   time.Time   `json:"last_at"`
	}
	dataEntry struct {
		Seq   int64      `json:"seq"`
		At    time.Time  `json:"at"`
		Kind  desk.Kind  `json:"kind"`
		By    string     `json:"by,omitempty"` // "you", or staff by first name
		Body  string     `json:"body,omitempty"`
		When  time.Time  `json:"when,omitzero"` // it happened
		IDs   []string   `json:"ids,omitempty"` // of transactions
		Wants []string   `json:"wants,omitempty"`
		Score string     `json:"score,omitempty"`
		Was   string     `json:"was,omitempty"` // the subject before
		Files []dataFile `json:"files,omitempty"`
	}
	dataFile struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Size int64  `json:"size"`
		Path string `json:"path"`
	}
)
