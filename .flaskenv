FLASK_APP=web.app:create_admin
