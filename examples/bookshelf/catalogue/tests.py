import shutil
import tempfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from PIL import Image

from .models import Author, Book


class ShelfTests(TestCase):
    def setUp(self):
        self.author = Author.objects.create(name='Ursula K. Le Guin')

    def test_an_empty_shelf_says_so(self):
        self.assertContains(self.client.get('/'), 'The shelf is empty.')

    def test_the_shelf_names_each_book_with_its_author(self):
        Book.objects.create(title='The Dispossessed', author=self.author)
        page = self.client.get('/')
        self.assertContains(page, 'The Dispossessed')
        self.assertContains(page, 'by Ursula K. Le Guin')

    def test_pages_name_their_style_sheet_by_its_plain_name(self):
        self.assertContains(self.client.get('/'), 'static/catalogue/style.css')

    def test_a_missing_book_is_a_404(self):
        self.assertEqual(self.client.get('/books/1/').status_code, 404)

    def test_the_admin_answers_over_plain_http(self):
        self.assertEqual(self.client.get('/admin/login/').status_code, 200)


class CoverTests(TestCase):
    def setUp(self):
        self.media = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.media)

    def test_an_uploaded_cover_is_kept_and_shown(self):
        pixel = BytesIO()
        Image.new('RGB', (1, 1)).save(pixel, 'PNG')
        cover = SimpleUploadedFile('earthsea.png', pixel.getvalue(), content_type='image/png')
        with override_settings(MEDIA_ROOT=self.media):
            author = Author.objects.create(name='Ursula K. Le Guin')
            book = Book.objects.create(title='A Wizard of Earthsea', author=author, cover=cover)
            page = self.client.get(book.get_absolute_url())
        self.assertContains(page, 'covers/earthsea')
        self.assertNotContains(page, 'read on')
