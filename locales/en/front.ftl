# The entrance: three doors to the same reception.

front-title = Welcome
front-heading = A safe harbour
front-lead = Here the municipality and civil society work together, so that nobody who comes here is lost.
front-newcomer = I am new here
front-newcomer-about = See your next step, who is accountable, and who has looked at your record.
front-society = I am with civil society
front-society-about = For organisations, volunteers and hosts.
front-municipality = I work for the municipality
front-municipality-about = For coordinators, case workers and those who receive at arrival.
