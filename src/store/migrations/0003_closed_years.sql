-- Years whose register an organ has closed: no number of such a year is given, kept back or entered any more.
create table closed_year (
  organ text not null references organ (id),
  year bigint not null,
  closed_by text not null,
  at text not null,
  primary key (organ, year)
);
